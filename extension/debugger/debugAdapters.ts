import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { isJsonObject } from '../../protocol/base/json.ts';

/** An adapter that does not answer is not waited for longer. */
const patienceMs = 2000;

/** What the adapters of all debug sessions say (DAP), as far as VS Code's own API leaves it out. */
export class DebugAdapters implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #pids = new Map<string, number>();
  readonly #stops = this.#owned.register(new vscode.EventEmitter<SessionId>());
  readonly #breakpointsSet = this.#owned.register(new vscode.EventEmitter<SessionId>());

  constructor() {
    this.#owned.register(
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: ({ id }) => ({
          onDidSendMessage: (message: unknown) => this.#hear(id, message),
        }),
      }),
    );
    this.#owned.register(vscode.debug.onDidTerminateDebugSession(({ id }) => this.#pids.delete(id)));
  }

  /** A session's program stands, wherever. */
  readonly onStopped = this.#stops.event;

  /** The session's process; undefined: its adapter does not tell. */
  pidOf({ id }: vscode.DebugSession): number | undefined {
    return this.#pids.get(id);
  }

  /** Resolves when the session's adapter has taken the next change of breakpoints, or never will. */
  breakpointsSet({ id }: vscode.DebugSession): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(patience);
        listening.dispose();
        resolve();
      };
      const patience = setTimeout(done, patienceMs);
      const listening = this.#breakpointsSet.event((sessionId) => {
        if (sessionId === id) done();
      });
    });
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #hear(id: SessionId, message: unknown): void {
    if (!isJsonObject(message)) return;
    if (message.command === 'setBreakpoints') this.#breakpointsSet.fire(id);
    else if (message.event === 'stopped') this.#stops.fire(id);
    else if (message.event === 'process' && isJsonObject(message.body)) {
      const { systemProcessId: pid } = message.body;
      if (typeof pid === 'number') this.#pids.set(id, pid);
    }
  }
}

export type SessionId = string;
