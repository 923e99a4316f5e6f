/** Origins of VS Code's own pages, on the desktop and on the web; a code-server's could be anybody's. */
const editors =
  /^(vscode-webview:|vscode-file:|https:\/\/([\w-]+\.)*vscode-cdn\.net$|https:\/\/vscode\.dev$)/;

/**
 * The colour scheme of a page in a frame: in VS Code that of the editor, which told it to the server; elsewhere undefined,
 * and the browser's own preference holds.
 */
export function schemeInFrame(
  ancestors: Iterable<string>,
  editorScheme: string | undefined,
): 'dark' | 'light' | undefined {
  if (editorScheme !== 'dark' && editorScheme !== 'light') return undefined;
  return [...ancestors].some((origin) => editors.test(origin)) ? editorScheme : undefined;
}
