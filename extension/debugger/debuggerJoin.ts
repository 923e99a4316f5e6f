import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import { DebugAdapters } from './debugAdapters.ts';
import { FrameDecoration, revealStoppedCommand } from './frameDecoration.ts';
import { OwnBreakpoints } from './ownBreakpoints.ts';
import type { SpanCommandsOptions } from './spanCommands.ts';
import { type StoppedAt, StoppedSpans } from './stoppedSpans.ts';

/** The debugger and the traces, joined: see docs/debugger.md. */
export interface DebuggerJoin extends Disposable {
  readonly stopped: StoppedSpans;
  /** For the commands of a span's menu. */
  readonly forCommands: SpanCommandsOptions;
}

export function createDebuggerJoin(server: ServerConnection): DebuggerJoin {
  const owned = new DisposableStore();
  const adapters = owned.register(new DebugAdapters());
  const breakpoints = owned.register(new OwnBreakpoints(adapters));
  const stopped = owned.register(new StoppedSpans({ server, adapters }));
  owned.register(new FrameDecoration({ stopped, ask: server.ask }));
  return {
    stopped,
    forCommands: { ask: server.ask, breakpoints, adapters },
    dispose: () => owned.dispose(),
  };
}

/** What the link in the hover of a line does. */
export function registerReveal(
  stopped: StoppedSpans,
  reveal: (span: StoppedAt['span']) => void,
): vscode.Disposable {
  return vscode.commands.registerCommand(revealStoppedCommand, () => {
    if (stopped.current) reveal(stopped.current.span);
  });
}
