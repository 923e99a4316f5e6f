import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { Notice } from '../../protocol/messages/status.ts';
import type { ServerConnection } from '../client/serverConnection.ts';

export interface LossNoticeOptions {
  readonly server: Pick<ServerConnection, 'onStatus'>;
  /** The panel has a banner of its own. */
  readonly panelOpen: () => boolean;
}

/** Says it once for each program whose traces are lost: where none arrives, nothing opens the panel. */
export class LossNotice implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #said = new Set<string>();

  constructor({ server, panelOpen }: LossNoticeOptions) {
    this.#owned.register(
      server.onStatus((status) => {
        const notices = status.state === 'listening' ? status.notices : [];
        for (const notice of notices.filter(({ code }) => code === 'otel-too-new')) {
          const id = notice.id ?? notice.message;
          if (this.#said.has(id)) continue;
          this.#said.add(id);
          if (!panelOpen()) void show(notice);
        }
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }
}

async function show({ message, remedy, command = '' }: Notice): Promise<void> {
  const copy = vscode.l10n.t('Copy Command');
  const choice = await vscode.window.showWarningMessage(`${message} ${remedy} ${command}`, copy);
  if (choice === copy) await vscode.env.clipboard.writeText(command);
}
