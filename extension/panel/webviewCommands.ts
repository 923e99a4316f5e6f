import * as vscode from 'vscode';
import { assertNever } from '../../protocol/base/assertNever.ts';
import type { WebviewCommand } from '../../protocol/messages/webview.ts';

/** What the panel's own buttons do. */
export function runWebviewCommand(command: WebviewCommand): void {
  switch (command) {
    case 'newTerminal':
      vscode.window.createTerminal().show();
      break;
    case 'openSettings':
      void vscode.commands.executeCommand('workbench.action.openSettings', '@ext:sidetrace.sidetrace');
      break;
    case 'copyEnvironment':
    case 'showLog':
    case 'restartServer':
    case 'runExample':
      void vscode.commands.executeCommand(`sidetrace.${command}`);
      break;
    default:
      assertNever(command);
  }
}
