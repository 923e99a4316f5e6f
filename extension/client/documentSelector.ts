/** Whose documents the server reads as they are typed. */
const languages = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact'] as const;

/** As a language client takes it. */
export const documentSelector = [
  ...languages.map((language) => ({ scheme: 'file', language })),
  { scheme: 'vscode-notebook-cell', language: 'python' },
];

/** A file, or a cell of a notebook. */
export function isRead(document: {
  readonly uri: { readonly scheme: string };
  readonly languageId: string;
}): boolean {
  const { uri, languageId } = document;
  const isHere = uri.scheme === 'file' || uri.scheme === 'vscode-notebook-cell';
  return isHere && languages.some((language) => language === languageId);
}
