import type { Locator } from 'playwright-core';
import { poll } from '../harness/poll.ts';
import type { Workbench } from '../harness/Workbench.ts';

const startTimeoutMs = 60_000;

export interface Breakpoint {
  /** From 1. */
  readonly line: number;
  readonly condition?: string;
}

export interface Frame {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly function: string;
}

/** Debug sessions: what a user does with them, by the keys and views of VS Code. */
export class DebugView {
  readonly #workbench: Workbench;

  constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** Sets a breakpoint that is the user's own; `line` from 1. */
  async setBreakpoint(path: string, line: number): Promise<void> {
    await this.#workbench.evaluate(
      async (vscode, place) => {
        const [uri] = await vscode.workspace.findFiles(place.path);
        const location = new vscode.Location(uri!, new vscode.Position(place.line - 1, 0));
        vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(location)]);
      },
      { path, line },
    );
  }

  /** All, by line. */
  breakpoints(): Promise<readonly Breakpoint[]> {
    return this.#workbench.evaluate(
      (vscode) =>
        vscode.debug.breakpoints
          .flatMap((one) => {
            if (!(one instanceof vscode.SourceBreakpoint)) return [];
            const { location, condition } = one;
            return [{ line: location.range.start.line + 1, ...(condition && { condition }) }];
          })
          .sort((a, b) => a.line - b.line),
      undefined,
    );
  }

  removeBreakpoint(line: number): Promise<void> {
    return this.#workbench.evaluate((vscode, wanted) => {
      const found = vscode.debug.breakpoints.filter(
        (one) => one instanceof vscode.SourceBreakpoint && one.location.range.start.line === wanted - 1,
      );
      vscode.debug.removeBreakpoints(found);
    }, line);
  }

  start(): Promise<void> {
    return this.#workbench.evaluate(async (vscode) => {
      const started = await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], 'Agent');
      if (!started) throw new Error('The program did not start');
    }, undefined);
  }

  /** Runs a command of VS Code's own debugger by its id. */
  command(id: string): Promise<void> {
    return this.#workbench.evaluate(
      async (vscode, command) => void (await vscode.commands.executeCommand(command)),
      id,
    );
  }

  /** Waits until the debugger stands on this line (from 1), and returns its call stack's chosen frame. */
  async waitForStop(line: number): Promise<Frame> {
    return poll(
      async () => {
        const frame = await this.frame();
        return frame?.line === line ? frame : undefined;
      },
      { what: `a stop on line ${line}`, timeoutMs: startTimeoutMs },
    );
  }

  /** The frame that is chosen. */
  async frame(): Promise<Frame | undefined> {
    const found = await this.#workbench.evaluate(async (vscode) => {
      const item = vscode.debug.activeStackItem;
      if (!item || !('frameId' in item)) return undefined;
      try {
        const { stackFrames } = await item.session.customRequest('stackTrace', { threadId: item.threadId });
        const chosen = stackFrames.find(({ id }: { readonly id: number }) => id === item.frameId);
        return chosen && { file: chosen.source?.name, line: chosen.line, function: chosen.name };
      } catch {
        return undefined;
      }
    }, undefined);
    return (found ?? undefined) as Frame | undefined;
  }

  /** Waits until no debug session is left. */
  async waitForEnd(): Promise<void> {
    await this.#ended(() => Promise.resolve());
  }

  /** Goes on, also from breakpoints that the debugger does not know to be gone, until no debug session is left. */
  async continueToEnd(): Promise<void> {
    await this.#ended(() => this.command('workbench.action.debug.continue'));
  }

  async #ended(meanwhile: () => Promise<void>): Promise<void> {
    await poll(
      async () => {
        const { session, stopped } = await this.#workbench.evaluate(
          ({ debug }) => ({
            session: debug.activeDebugSession !== undefined,
            stopped: debug.activeStackItem !== undefined && 'frameId' in debug.activeStackItem,
          }),
          undefined,
        );
        if (stopped) await meanwhile();
        return !session || undefined;
      },
      { what: 'the end of the debug session', timeoutMs: startTimeoutMs },
    );
  }

  /** Names of the threads that the debugger lists. */
  async threads(): Promise<readonly string[]> {
    return this.#workbench.evaluate(async (vscode) => {
      const { threads } = await vscode.debug.activeDebugSession!.customRequest('threads');
      return threads.map(({ name }: { readonly name: string }) => name);
    }, undefined);
  }

  /** The value of an expression in the chosen frame, as the debugger writes it. */
  evaluate(expression: string): Promise<string> {
    return this.#workbench.evaluate(async (vscode, text) => {
      const item = vscode.debug.activeStackItem;
      const frameId = item && 'frameId' in item ? item.frameId : undefined;
      const answer = await item!.session.customRequest('evaluate', { expression: text, frameId });
      return answer.result;
    }, expression);
  }

  /** The debug console. */
  get console(): Locator {
    return this.#workbench.page.locator('.repl');
  }

  /** What stands behind lines of the editor in front, in the after-line decorations. */
  lineTexts(): Promise<readonly string[]> {
    return this.#workbench.page.locator('.editor-instance .view-line span').evaluateAll((spans) =>
      spans
        .map((span) => getComputedStyle(span, '::after').content)
        .filter((content) => content !== 'none' && content !== 'normal' && content !== '""')
        .map((content) => content.replace(/^"|"$/g, '')),
    );
  }
}
