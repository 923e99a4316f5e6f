import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { environmentFor, type ProgramEnvironment, type Variables } from '../../protocol/environment.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { Settings } from '../settings.ts';
import { existingVariables } from './existingVariables.ts';

export interface TerminalOptions {
  readonly collection: vscode.EnvironmentVariableCollection;
  /** Folder of the helper's `sitecustomize.py`. */
  readonly helperDir: string;
  readonly settings: Settings;
  readonly server: ServerConnection;
}

/**
 * Gives terminals the variables that point SDKs at the receiver: never over the user's own, not in a
 * workspace that is not trusted, and off by one setting.
 */
export class TerminalEnvironment implements Disposable {
  readonly #options: TerminalOptions;
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.register(new vscode.EventEmitter<void>());
  readonly onChange = this.#changed.event;
  #written = '';

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#owned.register(options.server.onStatus(() => this.#update()));
    this.#owned.register(options.settings.onChange(() => this.#update()));
    this.#owned.register(vscode.workspace.onDidGrantWorkspaceTrust(() => this.#update()));
    this.#update();
  }

  /** Whether new terminals send here. */
  get active(): boolean {
    return vscode.workspace.isTrusted && this.#options.settings.terminalEnvironment();
  }

  /** One sentence for the status bar's tooltip. */
  get description(): string {
    if (!vscode.workspace.isTrusted) {
      return vscode.l10n.t('Terminals are left alone: this workspace is not trusted.');
    }
    if (!this.active) return vscode.l10n.t('Terminals are left alone: switched off in the menu.');
    const skipped = this.current()?.skipped ?? [];
    if (skipped.length === 0) return vscode.l10n.t('Programs in new terminals send their traces here.');
    return vscode.l10n.t('New terminals send here, but you have set {0}: left as it is.', skipped.join(', '));
  }

  /** The variables for a program started outside VS Code; undefined while nothing listens. */
  current(existing: Variables = existingVariables()): ProgramEnvironment | undefined {
    const { server, helperDir } = this.#options;
    if (server.status.state !== 'listening') return undefined;
    return environmentFor({ url: server.status.url, helperDir, existing });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** While the server restarts the variables stay: it comes back on the same port. */
  #update(): void {
    if (!this.active) this.#write(undefined);
    else if (this.#options.server.status.state === 'listening') this.#write(this.current());
    this.#changed.fire();
  }

  /** Only on a change: VS Code marks open terminals as stale at every write. */
  #write(environment: ProgramEnvironment | undefined): void {
    const key = JSON.stringify(environment ?? null);
    if (key === this.#written) return;
    this.#written = key;
    const { collection } = this.#options;
    collection.clear();
    collection.description = vscode.l10n.t(
      'Sends the traces of MLflow and OpenTelemetry SDKs to Sidetrace in this window. Switch off in the menu of its status bar item.',
    );
    for (const [name, value] of Object.entries(environment?.set ?? {})) collection.replace(name, value);
    const existing = existingVariables();
    for (const [name, first] of Object.entries(environment?.prepend ?? {})) {
      // `first:` with nothing behind it would put the current folder on the path.
      if (existing[name]) collection.prepend(name, first + delimiter);
      else collection.replace(name, first);
    }
  }
}
