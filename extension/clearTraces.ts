import * as vscode from 'vscode';
import type { Services } from './services.ts';

/** Clears at once and offers to undo: a question before would only be clicked away. */
export async function clearTraces({ server }: Services): Promise<void> {
  const { deleted } = await server.ask('deleteTraces', { traceIds: 'all' });
  const undo = vscode.l10n.t('Undo');
  const text =
    deleted === 1 ? vscode.l10n.t('1 trace cleared.') : vscode.l10n.t('{0} traces cleared.', deleted);
  if (deleted === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no traces to clear.'));
  } else if ((await vscode.window.showInformationMessage(text, undo)) === undo) {
    await server.ask('restoreTraces', {});
  }
}
