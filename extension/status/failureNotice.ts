import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { ServerConnection } from '../client/serverConnection.ts';

export interface FailureNoticeOptions {
  readonly server: Pick<ServerConnection, 'onStatus' | 'restart'>;
  readonly showLog: () => void;
}

/** Says it once when the server has failed for good: with the panel closed, nobody looks at the status bar. */
export class FailureNotice implements Disposable {
  readonly #options: FailureNoticeOptions;
  readonly #owned = new DisposableStore();
  #failed = false;

  constructor(options: FailureNoticeOptions) {
    this.#options = options;
    this.#owned.register(
      options.server.onStatus((status) => {
        const failed = status.state === 'failed';
        if (failed && !this.#failed) void this.#show(`${status.message} ${status.remedy}`);
        this.#failed = failed;
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #show(text: string): Promise<void> {
    const restart = vscode.l10n.t('Restart Server');
    const showLog = vscode.l10n.t('Show Log');
    const choice = await vscode.window.showErrorMessage(
      vscode.l10n.t('Sidetrace: {0}', text),
      restart,
      showLog,
    );
    if (choice === restart) await this.#options.server.restart();
    if (choice === showLog) this.#options.showLog();
  }
}
