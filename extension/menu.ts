import * as vscode from 'vscode';
import type { Services } from './services.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly command: string;
}

/** The status bar's menu. */
export async function showMenu({ server, terminals }: Services): Promise<void> {
  const picked = await vscode.window.showQuickPick(
    menuItems(server.status.state === 'listening', terminals.active),
    {
      title: 'Sidetrace',
      placeHolder: terminals.description,
    },
  );
  if (picked) await vscode.commands.executeCommand(picked.command);
}

function menuItems(listening: boolean, terminalsOn: boolean): readonly MenuItem[] {
  const item = (command: string, label: string, detail?: string): MenuItem => ({
    command: `sidetrace.${command}`,
    label,
    ...(detail !== undefined && { detail }),
  });
  const { t } = vscode.l10n;
  const whenListening = [
    item(
      'copyEnvironment',
      `$(clippy) ${t('Copy Environment for an Outside Terminal')}`,
      t('Paste it into a shell outside VS Code and run your program there.'),
    ),
    item('openInBrowser', `$(link-external) ${t('Open Viewer in Browser')}`),
    item('clearTraces', `$(clear-all) ${t('Clear Traces')}`),
  ];
  return [
    item('showTraces', `$(list-tree) ${t('Show Traces')}`),
    ...(listening ? whenListening : []),
    terminalsOn
      ? item(
          'toggleTerminalEnvironment',
          `$(debug-pause) ${t('Leave Terminals Alone')}`,
          t('New terminals no longer send here.'),
        )
      : item(
          'toggleTerminalEnvironment',
          `$(pulse) ${t('Receive from Terminals')}`,
          t('New terminals send their traces here.'),
        ),
    item('restartServer', `$(debug-restart) ${t('Restart Server')}`),
    item('showLog', `$(output) ${t('Show Log')}`),
  ];
}
