import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { applyEnvironment, environmentFor } from '../../../protocol/environment.ts';
import { cleanEnvironment } from '../../sdk/harness/commandLine.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface Job {
  /** Names of the traces of each stage; between two of them the program waits. */
  readonly stages: readonly string[];
  /** Traced calls in each stage, each of two spans. */
  readonly calls: number;
  readonly isTraced: boolean;
  readonly style: 'plain' | 'pool' | 'asyncio';
  /** Also makes runs, metrics and experiments. */
  readonly callsApi: boolean;
  readonly end: 'return' | 'exception' | 'os._exit' | 'sigterm' | 'sigint';
  readonly env: Readonly<Record<string, string>>;
}

export interface Outcome {
  /** Milliseconds of each call, and (asyncio) the longest that the event loop was held. */
  readonly stages: readonly { readonly calls: readonly number[]; readonly heldMs?: number }[];
  readonly raised: readonly string[];
  readonly printed: string;
  /** Exit code, or minus the signal's number. */
  readonly status: number;
  /** From the program's last line until its process was gone. */
  readonly exitMs: number;
}

/** A Python that runs job after job, each in a process of its own. */
export interface Program {
  /** `between(n)` runs before stage n (1, 2, …), while the program waits. */
  run(job: Job, between: (stage: number) => Promise<void>): Promise<Outcome>;
  stop(): Promise<void>;
  /** Ends it at once, and the job that it is at. */
  kill(): Promise<void>;
}

type Message = { readonly stage: number } | { readonly job: Outcome };

/** `environment`: the whole of it, such as `sidetraceEnvironment` gives. */
export function startProgram(python: string, folder: string, environment: NodeJS.ProcessEnv): Program {
  const file = fileURLToPath(new URL('../programs/measured.py', import.meta.url));
  const child = spawn(python, [file], {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Message> => {
    const { value, done } = await lines.next();
    if (done) throw new Error('The program ended before its time.');
    return JSON.parse(value) as Message;
  };
  return {
    async run(job, between) {
      child.stdin.write(`${JSON.stringify(job)}\n`);
      for (;;) {
        const message = await next();
        if ('job' in message) return message.job;
        await between(message.stage);
        child.stdin.write('\n');
      }
    },
    stop: () => stop(child),
    async kill() {
      if (child.pid === undefined || child.exitCode !== null) return;
      const ended = once(child, 'exit');
      process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}

/** What a terminal of ours gives to a program. */
export function sidetraceEnvironment(url: string): NodeJS.ProcessEnv {
  const existing = cleanEnvironment();
  return applyEnvironment(existing, environmentFor({ url, helperDir: `${root}python`, existing }), delimiter);
}
