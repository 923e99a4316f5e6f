import * as vscode from 'vscode';
import { messageOf } from '../protocol/base/messageOf.ts';

/** Logs the whole error, shows its message, offers the log. */
export function reportFailure(log: vscode.LogOutputChannel, error: unknown): void {
  const message = messageOf(error);
  log.error(error instanceof Error ? error : message);
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(vscode.l10n.t('Sidetrace: {0}', message), showLog).then((choice) => {
    if (choice === showLog) log.show();
  });
}
