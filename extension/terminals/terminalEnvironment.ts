import { delimiter } from 'node:path';
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { ProgramEnvironment, Variables } from '../../protocol/environment.ts';
import { existingVariables } from '../environment/existingVariables.ts';
import type { Injection } from '../environment/injection.ts';
import { environmentNotice } from './environmentNotice.ts';

export interface TerminalOptions {
  readonly collection: vscode.GlobalEnvironmentVariableCollection;
  readonly injection: Injection;
}

/** Gives terminals, and the tasks that run in them, the variables that point SDKs at the receiver. */
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

  /** Whether new programs send here, of one folder at least. */
  get active(): boolean {
    const { injection } = this.#options;
    const { on, off } = injection.folders();
    return on.length > 0 || (off.length === 0 && injection.wanted());
  }

  /** One sentence or two for the status bar's tooltip. */
  get description(): string {
    const { t } = vscode.l10n;
    if (!vscode.workspace.isTrusted) return t('Programs are left alone: this workspace is not trusted.');
    if (!this.active) return t('Programs are left alone: switched off in the menu.');
    const skipped = this.current()?.skipped ?? [];
    const { off } = this.#options.injection.folders();
    const names = off.map(({ name }) => name).join(', ');
    return [
      off.length === 0
        ? t('New terminals, debug sessions and kernels send their traces here.')
        : t('New terminals and debug sessions send their traces here, but for these folders: {0}.', names),
      ...(skipped.length === 0 ? [] : [t('You have set {0}: left as it is.', skipped.join(', '))]),
    ].join(' ');
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
    const { on, off } = this.#options.injection.folders();
    const everywhere = off.length === 0;
    const key = JSON.stringify([environment, everywhere || on.map(({ uri }) => uri.toString())]);
    if (key === this.#written) return;
    this.#written = key;
    const { collection } = this.#options;
    collection.clear(); // those of folders as well
    if (!environment) return;
    const collections = everywhere
      ? [collection]
      : on.map((workspaceFolder) => collection.getScoped({ workspaceFolder }));
    for (const each of collections) fill(each, environment);
  }
}

function fill(collection: vscode.EnvironmentVariableCollection, environment: ProgramEnvironment): void {
  const { set, prepend, append } = environment;
  const names = [set, prepend, append].flatMap((variables) => Object.keys(variables));
  collection.description = environmentNotice(names);
  for (const [name, value] of Object.entries(set)) collection.replace(name, value);
  const existing = existingVariables();
  for (const [name, first] of Object.entries(prepend)) {
    // `first:` with nothing behind it would put the current folder on the path. Ours is the extension host's
    // (`ProcessEnvironment`), which terminals do not inherit.
    if (existing[name] && existing[name] !== first) collection.prepend(name, first + delimiter);
    else collection.replace(name, first);
  }
  // Also where there is nothing: a `replace` would take away what other extensions put there, such as the debugger.
  for (const [name, last] of Object.entries(append)) collection.append(name, ` ${last}`);
}
