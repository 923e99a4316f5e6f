import * as vscode from 'vscode';

/** In a workspace that is not trusted, only its own files are opened. */
export function refusalOf(file: string): string | undefined {
  if (vscode.workspace.isTrusted || vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file)))
    return undefined;
  return vscode.l10n.t('{0} is outside this workspace, which is not trusted.', file);
}
