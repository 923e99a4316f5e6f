import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from '../../scripts/lib/paths.ts';

export interface Receiver {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts a receiver with a new database in the folder. Rejects when it ends before it listens. */
export type StartReceiver = (directory: string) => Promise<Receiver>;

/** The built command line, as users start it. */
export const startSidetrace: StartReceiver = (directory) => {
  const database = join(directory, 'sidetrace.db');
  const address = ['--host', '127.0.0.1', '--port', '0'];
  return start([join(root, 'dist', 'cli.js'), 'serve', ...address, '--db', database]);
};

export const startBare: StartReceiver = (directory) =>
  start([join(root, 'bench', 'bareReceiver.ts'), join(directory, 'bare.db')]);

async function start(args: readonly string[]): Promise<Receiver> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), exited])) as [unknown];
  if (typeof line !== 'string') throw new Error(`The receiver ended with ${String(line)} before it listened`);
  const { url } = JSON.parse(line) as { readonly url: string };
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

/** Runs work against a fresh receiver and stops it, whatever comes. */
export async function withReceiver<T>(
  startReceiver: StartReceiver,
  directory: string,
  work: (receiver: Receiver) => Promise<T>,
): Promise<T> {
  const receiver = await startReceiver(directory);
  try {
    return await work(receiver);
  } finally {
    await receiver.stop();
  }
}
