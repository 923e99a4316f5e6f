import { expect, it, vi } from 'vitest';
import type { ProgramExit } from '../../protocol/messages/language.ts';

type Hear = (event: unknown) => void;
interface Tracker {
  onDidSendMessage(message: unknown): void;
}

const vscode = vi.hoisted(() => {
  const events = new Map<string, (event: never) => void>();
  const on = (name: string) => (listener: (event: never) => void) => {
    events.set(name, listener);
    return { dispose: () => events.delete(name) };
  };
  return { events, on, factory: { make: (_: unknown): unknown => undefined } };
});
vi.mock('vscode', () => ({
  window: {
    onDidStartTerminalShellExecution: vscode.on('shell starts'),
    onDidEndTerminalShellExecution: vscode.on('shell ends'),
  },
  tasks: { onDidStartTaskProcess: vscode.on('task starts'), onDidEndTaskProcess: vscode.on('task ends') },
  debug: {
    registerDebugAdapterTrackerFactory: (
      _: string,
      factory: { createDebugAdapterTracker(session: unknown): unknown },
    ) => {
      vscode.factory.make = (session) => factory.createDebugAdapterTracker(session);
      return { dispose: () => undefined };
    },
  },
}));

const { ProgramExits } = await import('./programExits.ts');

function start() {
  const told: ProgramExit[] = [];
  const clock = { ms: 20_000 };
  const exits = new ProgramExits(
    (exit) => told.push(exit),
    () => clock.ms,
  );
  const hear = (name: string, event: unknown): void => (vscode.events.get(name) as Hear)(event);
  return { told, clock, exits, hear };
}

it('tells what a command in a terminal came to, where the shell tells it', async () => {
  const { told, hear } = start();
  const execution = {};
  const terminal = { processId: Promise.resolve(7) };
  hear('shell starts', { terminal, execution });
  hear('shell ends', { terminal, execution, exitCode: 3 });
  hear('shell ends', { terminal, execution, exitCode: undefined });
  hear('shell ends', { terminal, execution: {}, exitCode: 4 });
  await vi.waitFor(() => expect(told).toEqual([{ pid: 7, exitCode: 3, sinceMs: 15_000 }]));
});

it('may hear of a beginning late, but not before the end of the command before', async () => {
  const { told, clock, hear } = start();
  const terminal = { processId: Promise.resolve(7) };
  for (const atMs of [20_000, 22_000]) {
    const execution = {};
    clock.ms = atMs;
    hear('shell starts', { terminal, execution });
    clock.ms = atMs + 1000;
    hear('shell ends', { terminal, execution, exitCode: 0 });
  }
  await vi.waitFor(() => expect(told.map(({ sinceMs }) => sinceMs)).toEqual([15_000, 21_000]));
});

it('tells what a task came to', () => {
  const { told, hear } = start();
  const execution = {};
  hear('task starts', { execution, processId: 8 });
  hear('task ends', { execution, exitCode: 0 });
  hear('task ends', { execution: {}, exitCode: 1 });
  expect(told).toEqual([{ pid: 8, exitCode: 0, sinceMs: 15_000 }]);
});

it('tells what a debugged program came to, by the run of its environment', () => {
  const { told } = start();
  const env = { SIDETRACE_RUN: 'debug:1-2:Python: agent' };
  const tracker = vscode.factory.make({ configuration: { env } }) as Tracker;
  tracker.onDidSendMessage({ event: 'output' });
  tracker.onDidSendMessage({ event: 'exited', body: { exitCode: 1 } });
  const foreign = vscode.factory.make({ configuration: {} }) as Tracker;
  foreign.onDidSendMessage({ event: 'exited', body: { exitCode: 2 } });
  expect(told).toEqual([{ runId: '1-2', exitCode: 1 }]);
});
