import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { ProgramEnvironment, Variables } from '../../protocol/environment.ts';
import { existingVariables } from '../environment/existingVariables.ts';
import type { Injection } from '../environment/injection.ts';

export interface TerminalOptions {
  readonly collection: vscode.EnvironmentVariableCollection;
  readonly injection: Injection;
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
    this.#owned.register(options.injection.onChange(() => this.#update()));
    this.#update();
  }

  /** Whether new terminals send here. */
  get active(): boolean {
    return this.#options.injection.wanted();
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
    return this.#options.injection.environment(existing);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** While the server restarts the variables stay: it comes back on the same port. */
  #update(): void {
    const environment = this.current();
    if (!this.active) this.#write(undefined);
    else if (environment) this.#write(environment);
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
      // Ours is the extension host's (`ProcessEnvironment`), which terminals do not inherit.
      if (existing[name] && existing[name] !== first) collection.prepend(name, first + delimiter);
      else collection.replace(name, first);
    }
  }
}
