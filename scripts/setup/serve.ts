import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const host = '127.0.0.1';
const healthTimeoutMs = 60_000;
const pollMs = 50;

/** A free port of 127.0.0.1: the preferred one, or any if that is taken. */
export async function freePort(preferred = 0): Promise<number> {
  return (
    (await tryPort(preferred)) ?? (await tryPort(0)) ?? Promise.reject(new Error('No free port on 127.0.0.1'))
  );
}

/** Waits for code-server to answer; rejects when it ends before, or after a minute. */
export async function waitUntilHealthy(port: number, ended: Promise<unknown>): Promise<void> {
  const deadline = Date.now() + healthTimeoutMs;
  const isOver = Symbol('over');
  while (!(await isHealthy(port))) {
    const first = await Promise.race([ended.then(() => isOver), delay(pollMs)]);
    if (first === isOver) throw new Error('VS Code ended while it started');
    if (Date.now() > deadline) throw new Error('VS Code did not answer for a minute');
  }
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://${host}:${port}/healthz`)).ok;
  } catch (error) {
    // fetch reports a refused connection, which is the normal case while it starts, as a TypeError.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function tryPort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(undefined));
    server.listen(wanted, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
