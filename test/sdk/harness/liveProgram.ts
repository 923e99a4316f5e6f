import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import { applyEnvironment, environmentFor } from '../../../protocol/environment.ts';
import type { Span } from '../../../protocol/model/span.ts';
import { cleanEnvironment, type ReceiverProcess, type WholeTrace } from './commandLine.ts';

const helperDir = fileURLToPath(new URL('../../../python', import.meta.url));
const nodeDir = fileURLToPath(new URL('../../../dist/node', import.meta.url));
const nodeHelper = { bootstrap: `${nodeDir}/bootstrap.cjs`, helper: `${nodeDir}/helper.cjs` };

/** The environment of a terminal of ours. */
export function liveEnvironment(url: string): Record<string, string> {
  const existing = cleanEnvironment();
  const env = applyEnvironment(existing, environmentFor({ url, existing, helperDir, nodeHelper }), ':');
  return { ...(env as Record<string, string>), SIDETRACE_DEBUG: '1' };
}

export interface RunningProgram {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  readonly output: () => string;
  /** Resolves with the exit code; `null` when a signal ended it. */
  readonly exited: Promise<number | null>;
}

const started: ChildProcess[] = [];

/** `command`: the program and its arguments. It is killed by `killPrograms` if it still runs then. */
export function startProgram(
  url: string,
  command: readonly [string, ...string[]],
  options: { readonly folder: string; readonly env?: Readonly<Record<string, string>> },
): RunningProgram {
  const [program, ...args] = command;
  const env = { ...liveEnvironment(url), ...options.env };
  const child = spawn(program, args, { cwd: options.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  started.push(child);
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => output.push(piece));
  }
  const exited = once(child, 'close').then(([code]) => code as number | null);
  return { child, output: () => output.join(''), exited };
}

export function killPrograms(): void {
  for (const child of started.splice(0)) if (child.exitCode === null) child.kill('SIGKILL');
}

export interface SeenSpan {
  readonly span: Span;
  readonly whole: WholeTrace;
}

/** Resolves with the first span of that name once `accept` takes it; what it is at last is in the error. */
export function seen(
  receiver: ReceiverProcess,
  name: string,
  accept: (span: Span) => boolean = () => true,
): Promise<SeenSpan> {
  const look = async (): Promise<SeenSpan> => {
    const traces = await receiver.traces();
    const found = traces
      .flatMap((whole) => whole.spans.map((span) => ({ span, whole })))
      .filter(({ span }) => span.name === name);
    const accepted = found.find(({ span }) => accept(span));
    if (accepted === undefined) {
      const there = traces.flatMap(({ spans }) => spans.map((span) => `${span.name} ${span.status}`));
      throw new Error(`no such span ${name}: ${JSON.stringify(found[0]?.span)}; there: ${there.join(', ')}`);
    }
    return accepted;
  };
  return vi.waitFor(look, { timeout: 90_000, interval: 30 });
}
