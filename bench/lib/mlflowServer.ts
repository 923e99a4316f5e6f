import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Receiver } from './receivers.ts';

const patienceMs = 300_000;

/** `mlflow server` of that Python's MLflow, one worker on SQLite. Rejects when it does not answer within five minutes. */
export async function startMlflowServer(python: string, directory: string): Promise<Receiver> {
  const port = await freePort();
  const database = `sqlite:///${join(directory, 'mlflow.db')}`;
  const store = ['--backend-store-uri', database, '--artifacts-destination', join(directory, 'artifacts')];
  const address = ['--host', '127.0.0.1', '--port', `${port}`, '--workers', '1'];
  const child = spawn(python, ['-m', 'mlflow', 'server', ...store, ...address], {
    // A group of its own: it starts processes that outlive it.
    detached: true,
    stdio: 'ignore',
    cwd: directory,
    env: { ...process.env, MLFLOW_DISABLE_TELEMETRY: 'true' },
  });
  const exited = once(child, 'exit');
  const pid = child.pid ?? 0;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) process.kill(-pid, 'SIGTERM');
    await Promise.race([exited, delay(5000)]);
    endGroup(pid);
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilAnswered(`${url}/health`);
    // Its store is opened by the first request that needs it.
    await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
    return { url, pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

async function untilAnswered(url: string): Promise<void> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answered = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (answered) return;
    if (Date.now() > deadline) throw new Error(`mlflow server did not answer at ${url}`);
    await delay(100);
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
