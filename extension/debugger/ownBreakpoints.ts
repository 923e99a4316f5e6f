import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { DebugAdapters, SessionId } from './debugAdapters.ts';

/** Where a breakpoint is to be; `condition` in the language of the program. */
export interface WantedBreakpoint {
  readonly location: vscode.Location;
  readonly condition?: string;
}

/** Breakpoints that Sidetrace has set: they go with the debug session, unless the user keeps them. */
export class OwnBreakpoints implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #ours = new Map<string, vscode.SourceBreakpoint>();
  /** Of these, what goes as soon as a session's program stands, there or elsewhere. */
  readonly #once = new Map<string, SessionId>();

  constructor(adapters: Pick<DebugAdapters, 'onStopped'>) {
    this.#owned.register(adapters.onStopped((sessionId) => this.#stopped(sessionId)));
    this.#owned.register(
      vscode.debug.onDidTerminateDebugSession(({ parentSession }) => {
        if (!parentSession) this.#remove([...this.#ours.values()]);
      }),
    );
    this.#owned.register(
      vscode.debug.onDidChangeBreakpoints(({ removed }) => {
        for (const { id } of removed) this.#forget(id);
      }),
    );
  }

  /** Undefined: there is a breakpoint that stops there as well. */
  add(wanted: WantedBreakpoint): string | undefined {
    const same = vscode.debug.breakpoints.find((one) => isSame(one, wanted));
    if (same?.enabled) return undefined;
    if (same) vscode.debug.removeBreakpoints([same]);
    const breakpoint = breakpointOf(wanted);
    this.#ours.set(breakpoint.id, breakpoint);
    vscode.debug.addBreakpoints([breakpoint]);
    return breakpoint.id;
  }

  /** Until the session's program stands again. False: there is one already. */
  addOnce(wanted: WantedBreakpoint, session: vscode.DebugSession): boolean {
    const id = this.add(wanted);
    if (id !== undefined) this.#once.set(id, session.id);
    return id !== undefined;
  }

  /** It is the user's from now on, also where it is gone already. */
  keep(id: string, wanted: WantedBreakpoint): void {
    this.#forget(id);
    if (!vscode.debug.breakpoints.some((one) => isSame(one, wanted)))
      vscode.debug.addBreakpoints([breakpointOf(wanted)]);
  }

  dispose(): void {
    this.#owned.dispose();
    this.#remove([...this.#ours.values()]);
  }

  #stopped(sessionId: SessionId): void {
    const passed = [...this.#once].filter(([, of]) => of === sessionId);
    this.#remove(passed.flatMap(([id]) => this.#ours.get(id) ?? []));
  }

  #remove(breakpoints: readonly vscode.SourceBreakpoint[]): void {
    if (breakpoints.length === 0) return;
    vscode.debug.removeBreakpoints(breakpoints);
    for (const { id } of breakpoints) this.#forget(id);
  }

  #forget(id: string): void {
    this.#ours.delete(id);
    this.#once.delete(id);
  }
}

function breakpointOf({ location, condition }: WantedBreakpoint): vscode.SourceBreakpoint {
  return new vscode.SourceBreakpoint(location, true, condition);
}

function isSame(one: vscode.Breakpoint, { location, condition }: WantedBreakpoint): boolean {
  return (
    one instanceof vscode.SourceBreakpoint &&
    one.location.uri.toString() === location.uri.toString() &&
    one.location.range.start.line === location.range.start.line &&
    (one.condition === undefined || one.condition === condition) &&
    one.hitCondition === undefined &&
    one.logMessage === undefined
  );
}
