import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import { isJsonObject } from '../../protocol/base/json.ts';
import type { ProgramExit } from '../../protocol/messages/language.ts';

/** So late this process may hear of a beginning, for it is busy as a window opens. */
const latenessMs = 5000;

/**
 * Tells how the programs ended that terminals, tasks and debug sessions had started: only these know the exit code. Terminals tell it
 * with shell integration.
 */
export class ProgramExits implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #begun = new WeakMap<vscode.TerminalShellExecution, number>();
  readonly #ended = new WeakMap<vscode.Terminal, number>();
  readonly #tasks = new WeakMap<vscode.TaskExecution, { readonly pid: number; readonly sinceMs: number }>();
  readonly #tell: (exit: ProgramExit) => void;

  constructor(tell: (exit: ProgramExit) => void, now: () => number = Date.now) {
    this.#tell = tell;
    this.#owned.register(
      vscode.window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
        this.#begun.set(execution, Math.max(now() - latenessMs, this.#ended.get(terminal) ?? 0));
      }),
    );
    this.#owned.register(
      vscode.window.onDidEndTerminalShellExecution((end) => {
        this.#ended.set(end.terminal, now());
        void this.#ofTerminal(end);
      }),
    );
    this.#owned.register(
      vscode.tasks.onDidStartTaskProcess(({ execution, processId: pid }) => {
        if (pid !== undefined) this.#tasks.set(execution, { pid, sinceMs: now() - latenessMs });
      }),
    );
    this.#owned.register(
      vscode.tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        const began = this.#tasks.get(execution);
        if (began !== undefined && exitCode !== undefined) this.#tell({ ...began, exitCode });
      }),
    );
    this.#owned.register(
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: ({ configuration }) => ({
          onDidSendMessage: (message: unknown) => this.#ofDebugger(configuration, message),
        }),
      }),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #ofTerminal({ terminal, execution, exitCode }: vscode.TerminalShellExecutionEndEvent): Promise<void> {
    const sinceMs = this.#begun.get(execution);
    const pid = await terminal.processId;
    if (pid === undefined || exitCode === undefined || sinceMs === undefined) return;
    this.#tell({ pid, exitCode, sinceMs });
  }

  /** The run of a session is the one that its environment names (launchEnvironment.ts). */
  #ofDebugger(configuration: vscode.DebugConfiguration, message: unknown): void {
    if (!isJsonObject(message) || message.event !== 'exited' || !isJsonObject(message.body)) return;
    const { exitCode } = message.body;
    const runId = runIdOf(configuration.env);
    if (typeof exitCode === 'number' && runId !== undefined) this.#tell({ runId, exitCode });
  }
}

/** Of `debug:ID:LABEL` in SIDETRACE_RUN. */
function runIdOf(env: unknown): string | undefined {
  const run = isJsonObject(env) ? env.SIDETRACE_RUN : undefined;
  return typeof run === 'string' ? /^\w*:([^:]+):/.exec(run)?.[1] : undefined;
}
