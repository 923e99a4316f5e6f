import type { ColourScheme } from '../../../protocol/messages/language.ts';
import type { Route } from '../http.ts';
import { viewerPage } from '../viewerPage.ts';
import { isBuilt } from '../viewerRoutes.ts';
import { mlflowRoute } from './errors.ts';

/**
 * Where notebooks are shown: on this machine (JupyterLab, code-server), in VS Code on the desktop and in a browser. All
 * frames above must be of these, so that VS Code's own window is among them. CSP has no way to write `[::1]`.
 */
const notebookHosts = [
  'http://localhost:*',
  'http://127.0.0.1:*',
  'vscode-webview:',
  'vscode-file:',
  'https://*.vscode-cdn.net',
  'https://vscode.dev',
  'https://*.github.dev',
];

/**
 * What SDKs from 2.20 on put into an iframe below a notebook cell: `?trace_id=A&experiment_id=1&trace_id=B&…`. The viewer,
 * with these traces only. Unlike every other page it may be framed: it shows what its address names by unguessable ids,
 * and nothing in it changes anything.
 */
export function rendererRoutes(
  assetsDir: string,
  editorScheme: () => ColourScheme | undefined,
): readonly Route[] {
  const path = '/static-files/lib/notebook-trace-renderer/index.html';
  const built = isBuilt(assetsDir);
  const frameAncestors = notebookHosts.join(' ');
  const page = () => viewerPage({ built, frameAncestors, embedded: true, scheme: editorScheme() });
  return [{ ...mlflowRoute('GET', path, 'open', page), framed: true }];
}
