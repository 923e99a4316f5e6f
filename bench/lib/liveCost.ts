import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import type { Measurement } from './measurement.ts';
import { startSidetrace, withReceiver } from './receivers.ts';

/** Nothing listens on the discard port. */
export const nowhere = 'http://127.0.0.1:9';

export interface Cost {
  /** Microseconds of CPU a span; `burst`: in the program's thread, with pauses in which the helper and the receiver do their work. */
  readonly burst: number;
  readonly thread: number;
  readonly process: number;
  /** MB. */
  readonly memory: number;
  /** Milliseconds from the end of the program's own code to the end of its process. */
  readonly exit: number;
}

const runs = 5;

/**
 * Of a program that prints what its spans cost as a line of JSON (live_spans.py, live_spans.cjs): the run that took the least, since what
 * else the machine does only adds.
 */
export async function costOf(start: () => ChildProcess): Promise<Cost> {
  const costs: Cost[] = [];
  for (let run = 0; run < runs; run++) costs.push(await costOfOne(start));
  return costs.reduce((least, cost) => (cost.thread < least.thread ? cost : least));
}

async function costOfOne(start: () => ChildProcess): Promise<Cost> {
  const child = start();
  const exited = once(child, 'exit').then(() => Date.now());
  if (child.stdout === null) throw new Error('its output is not read');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const told = JSON.parse(line) as Omit<Cost, 'exit'> & { readonly end: number };
  return { ...told, memory: told.memory / 1024, exit: (await exited) - told.end * 1000 };
}

/** Of a program without the helper, and of the same with a receiver that is away, hangs, and is there; `directory` is that one's. */
export async function costsOf(
  directory: string,
  cost: (url: string | undefined) => Promise<Cost>,
): Promise<readonly Measurement[]> {
  const off = await cost(undefined);
  const away = await cost(nowhere);
  const hanging = await withHangingReceiver(cost);
  const there = await withReceiver(startSidetrace, directory, ({ url }) => cost(url));
  return [
    ...costFigures('receiver there', there, off),
    ...costFigures('receiver away', away, off),
    ...costFigures('receiver hangs', hanging, off),
  ];
}

function costFigures(when: string, cost: Cost, off: Cost): readonly Measurement[] {
  return [
    {
      figure: `added to a span in the program’s thread, ${when}`,
      unit: 'µs of CPU',
      value: cost.thread - off.thread,
      budget: { atMost: 20 },
    },
    {
      figure: `a span in bursts, program’s thread, ${when}`,
      unit: 'µs of CPU',
      value: cost.burst,
      reference: off.burst,
    },
    {
      figure: `a span, all threads, ${when}`,
      unit: 'µs of CPU',
      value: cost.process,
      reference: off.process,
    },
    { figure: `memory, ${when}`, unit: 'MB', value: cost.memory, reference: off.memory },
    { figure: `exit, ${when}`, unit: 'ms', value: cost.exit, reference: off.exit },
  ];
}

/** A receiver that accepts connections and never answers. */
async function withHangingReceiver<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
  } finally {
    server.close();
  }
}

/** Milliseconds until a command has ended, the quickest of so many times. */
export async function quickest(
  times: number,
  command: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const [program, ...args] = command;
  const taken: number[] = [];
  for (let n = 0; n < times; n++) {
    const startMs = performance.now();
    await once(spawn(program, args, { env, stdio: 'ignore' }), 'exit');
    taken.push(performance.now() - startMs);
  }
  return Math.min(...taken);
}
