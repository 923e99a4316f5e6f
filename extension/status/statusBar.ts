import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { TerminalEnvironment } from '../terminals/terminalEnvironment.ts';
import { statusText } from './statusText.ts';

export interface StatusBarOptions {
  readonly server: ServerConnection;
  readonly terminals: TerminalEnvironment;
}

const backgrounds = {
  normal: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  error: new vscode.ThemeColor('statusBarItem.errorBackground'),
} as const;

/** The item at the bottom: where we listen, how many traces; a click opens the menu. */
export class StatusBar implements Disposable {
  readonly #owned = new DisposableStore();

  constructor({ server, terminals }: StatusBarOptions) {
    const item = this.#owned.register(
      vscode.window.createStatusBarItem('sidetrace.status', vscode.StatusBarAlignment.Right, 90),
    );
    item.name = 'Sidetrace';
    item.command = 'sidetrace.showMenu';
    const update = (): void => {
      const { text, level } = statusText(server.status, terminals.active);
      item.text = text;
      item.backgroundColor = backgrounds[level];
      item.tooltip = tooltipOf(server.status, terminals);
      item.accessibilityInformation = { label: accessibleLabel(server.status) };
      item.show();
    };
    this.#owned.register(server.onStatus(update));
    this.#owned.register(terminals.onChange(update));
    update();
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

function accessibleLabel(status: ServerStatus): string {
  if (status.state === 'stopped') return vscode.l10n.t('Sidetrace is not running');
  if (status.state === 'starting') return vscode.l10n.t('Sidetrace is starting');
  if (status.state === 'failed') return vscode.l10n.t('Sidetrace failed: {0}', status.message);
  return vscode.l10n.t('Sidetrace listens on port {0}, {1} traces', status.port, status.traceCount);
}

function tooltipOf(status: ServerStatus, terminals: TerminalEnvironment): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  if (status.state === 'stopped') {
    return text.appendText(
      vscode.l10n.t('The trace receiver is not running: “Show Traces” in the menu starts it.'),
    );
  }
  if (status.state === 'starting') return text.appendText(vscode.l10n.t('The trace receiver is starting.'));
  if (status.state === 'failed') return text.appendText(`${status.message}\n\n${status.remedy}`);
  text.appendMarkdown(
    vscode.l10n.t('**{0}** receives MLflow and OTLP traces · {1} traces', status.url, status.traceCount),
  );
  text.appendText(`\n\n${terminals.description}`);
  for (const { message, remedy, command = '' } of status.notices) {
    text.appendText(`\n\n${message} ${remedy} ${command}`.trimEnd());
  }
  return text;
}
