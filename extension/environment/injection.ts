import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import {
  environmentFor,
  type NodeHelper,
  type ProgramEnvironment,
  type Variables,
} from '../../protocol/environment.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { Settings } from '../settings.ts';

export interface InjectionOptions {
  /** Folder of the helper's `sitecustomize.py`. */
  readonly helperDir: string;
  /** Undefined where its bootstrap could not be put where it stays. */
  readonly nodeHelper: NodeHelper | undefined;
  readonly settings: Settings;
  readonly server: ServerConnection;
}

export interface FolderWishes {
  readonly on: readonly vscode.WorkspaceFolder[];
  readonly off: readonly vscode.WorkspaceFolder[];
}

/**
 * Whether programs get our variables, and which: the one answer for terminals, debug sessions and kernels. Not in a workspace that is not
 * trusted, not while nothing listens, off by one setting, also by folder.
 */
export class Injection implements Disposable {
  readonly #options: InjectionOptions;
  readonly helperDir: string;
  readonly #owned = new DisposableStore();
  readonly #changed = this.#owned.register(new vscode.EventEmitter<void>());
  /** Trust, the setting or the receiver may be another one. */
  readonly onChange = this.#changed.event;

  constructor(options: InjectionOptions) {
    this.#options = options;
    this.helperDir = options.helperDir;
    const changed = (): void => this.#changed.fire();
    this.#owned.register(options.server.onStatus(changed));
    this.#owned.register(options.settings.onChange(changed));
    this.#owned.register(vscode.workspace.onDidGrantWorkspaceTrust(changed));
    this.#owned.register(vscode.workspace.onDidChangeWorkspaceFolders(changed));
  }

  /** Whether the user wants it, for programs of this folder; without one, of the window. */
  wanted(folder?: vscode.WorkspaceFolder): boolean {
    return vscode.workspace.isTrusted && this.#options.settings.environment(folder?.uri);
  }

  /** The folders of this window by what the user wants for them. */
  folders(): FolderWishes {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return {
      on: folders.filter((folder) => this.wanted(folder)),
      off: folders.filter((folder) => !this.wanted(folder)),
    };
  }

  /** Whether programs of every folder shall have it. */
  wantedByAll(): boolean {
    return this.wanted() && this.folders().off.length === 0;
  }

  /** The receiver is about to listen. */
  get starting(): boolean {
    return this.#options.server.status.state === 'starting';
  }

  /** Undefined while nothing listens. `kept`: names that stay as they are although they have no value. */
  environment(existing: Variables, kept?: readonly string[]): ProgramEnvironment | undefined {
    const { server, helperDir, nodeHelper } = this.#options;
    if (server.status.state !== 'listening') return undefined;
    return environmentFor({
      url: server.status.url,
      helperDir,
      existing,
      ...(nodeHelper && { nodeHelper }),
      ...(kept && { kept }),
    });
  }

  /** Waits for a server that is just starting, as when F5 opens the window's day; not for one that is stopped. */
  async ready(timeoutMs: number): Promise<void> {
    const { server } = this.#options;
    if (!this.starting) return;
    await new Promise<void>((resolve) => {
      const waiting = new DisposableStore();
      const end = (): void => {
        waiting.dispose();
        resolve();
      };
      const timer = setTimeout(end, timeoutMs);
      waiting.defer(() => clearTimeout(timer));
      waiting.register(server.onStatus(({ state }) => state !== 'starting' && end()));
    });
  }

  dispose(): void {
    this.#owned.dispose();
  }
}
