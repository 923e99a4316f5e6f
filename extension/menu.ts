import * as vscode from 'vscode';
import { type ExtraListening, nameOf } from './listening/extraListening.ts';
import type { Services } from './services.ts';

interface MenuItem extends vscode.QuickPickItem {
  readonly run: () => unknown;
}

/** The status bar's menu. */
export async function showMenu({ server, terminals, extraListening }: Services): Promise<void> {
  const listening = server.status.state === 'listening';
  const picked = await vscode.window.showQuickPick(
    [
      ...(listening ? offerItems(extraListening) : []),
      ...menuItems(listening, terminals.active),
      ...stopItems(extraListening),
    ],
    {
      title: 'Sidetrace',
      placeHolder: terminals.description,
    },
  );
  await picked?.run();
}

function menuItems(listening: boolean, terminalsOn: boolean): readonly MenuItem[] {
  const item = (command: string, label: string, detail?: string): MenuItem => ({
    run: () => vscode.commands.executeCommand(`sidetrace.${command}`),
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
          'toggleEnvironment',
          `$(debug-pause) ${t('Leave Programs Alone')}`,
          t('New terminals, debug sessions and kernels no longer send here.'),
        )
      : item(
          'toggleEnvironment',
          `$(pulse) ${t('Receive from Programs')}`,
          t('New terminals, debug sessions and kernels send their traces here.'),
        ),
    item('restartServer', `$(debug-restart) ${t('Restart Server')}`),
    item('showLog', `$(output) ${t('Show Log')}`),
  ];
}

/** What the code needs. */
function offerItems(extra: ExtraListening): readonly MenuItem[] {
  const { t } = vscode.l10n;
  return extra.offers.map((offer) => ({
    label: `$(radio-tower) ${t('Listen on {0} As Well', offer.address)}`,
    detail: t('{0} sends its traces there, and nothing listens.', nameOf(offer.files)),
    run: () => extra.accept(offer),
  }));
}

/** How to end what was agreed to. */
function stopItems(extra: ExtraListening): readonly MenuItem[] {
  const { t } = vscode.l10n;
  return extra.ports.map((port) => ({
    label: `$(circle-slash) ${t('Stop Listening on localhost:{0}', String(port))}`,
    detail: t('Sidetrace listens there because code in this workspace sends its traces there.'),
    run: () => extra.stop(port),
  }));
}
