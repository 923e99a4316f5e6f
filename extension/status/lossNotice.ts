import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { Notice } from '../../protocol/messages/status.ts';
import type { ServerConnection } from '../client/serverConnection.ts';

export interface LossNoticeOptions {
  readonly server: Pick<ServerConnection, 'onStatus'>;
  /** The panel has a banner of its own. */
  readonly panelOpen: () => boolean;
}

const losses: ReadonlySet<Notice['code']> = new Set(['otel-too-new', 'no-spans']);

/** Says it once for each program whose traces are lost: where none arrives, nothing opens the panel. */
export class LossNotice implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #said = new Set<string>();

  constructor({ server, panelOpen }: LossNoticeOptions) {
    this.#owned.register(
      server.onStatus((status) => {
        const notices = status.state === 'listening' ? status.notices : [];
        for (const notice of notices.filter(({ code }) => losses.has(code))) {
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

async function show({ message, remedy, command }: Notice): Promise<void> {
  const copy = vscode.l10n.t('Copy Command');
  const text = [message, remedy, command].filter(Boolean).join(' ');
  const choice = await vscode.window.showWarningMessage(text, ...(command === undefined ? [] : [copy]));
  if (choice === copy && command !== undefined) await vscode.env.clipboard.writeText(command);
}
