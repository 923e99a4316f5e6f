import { appendFile, copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { ensureLiveVenv } from './harness/environments.ts';
import { killPrograms, type RunningProgram, startProgram } from './harness/liveProgram.ts';

const patience = { timeout: 60_000, interval: 100 } as const;
let receiver: ReceiverProcess;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-live-'));
  const app = fileURLToPath(new URL('programs/live_server.py', import.meta.url));
  await copyFile(app, join(folder, 'app.py'));
});

afterEach(async () => {
  killPrograms();
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

it('sees the spans of gunicorn’s workers, which are forked after the application was loaded', async () => {
  const options = ['--preload', '--workers', '2', '--bind', '127.0.0.1:0', 'app:wsgi'];
  const server = await start(['gunicorn', ...options], /Listening at: (http:\S+)/);
  await request(server.url);
  const [pid] = await pids('request', 1);
  expect(pid).not.toBe(server.program.child.pid);
  await pids('loaded', 1);
  await end(server.program);
  // Its end is that of its processes: nothing is left running, nothing is aborted.
  expect((await receiver.traces()).map(({ trace }) => trace.status).toSorted()).toEqual(['ok', 'ok']);
});

it('sees the spans of the process that uvicorn starts anew when a file changes', async () => {
  const options = ['--reload', '--reload-dir', folder, '--port', '0', 'app:asgi'];
  const server = await start(['uvicorn', ...options], /Uvicorn running on (http:\S+)/);
  await request(server.url);
  const [first] = await pids('request', 1);
  await appendFile(join(folder, 'app.py'), '\n# changed\n');
  await pids('loaded', 2);
  await request(server.url);
  const both = await pids('request', 2);
  expect(both.filter((pid) => pid !== first)).toHaveLength(1);
  await end(server.program);
});

interface Server {
  readonly url: string;
  readonly program: RunningProgram;
}

/** `python -m MODULE …`, once it says its address. */
async function start(args: readonly string[], address: RegExp): Promise<Server> {
  const program = startProgram(receiver.url, [await ensureLiveVenv(), '-m', ...args], { folder });
  const url = await vi.waitFor(() => {
    const found = address.exec(program.output())?.[1];
    expect(found, program.output()).toBeDefined();
    return String(found);
  }, patience);
  return { url, program };
}

/** Asks until there is an answer: while a server starts anew nobody listens. */
async function request(url: string): Promise<void> {
  const answer = await vi.waitFor(() => fetch(url, { headers: { connection: 'close' } }), patience);
  expect(await answer.text()).toBe('ok');
}

/** Of the processes that made the ended spans of this name, once there are so many. */
async function pids(name: string, count: number): Promise<readonly (number | undefined)[]> {
  return vi.waitFor(async () => {
    const ended = (await receiver.traces()).filter(
      ({ trace }) => trace.name === name && trace.status !== 'running',
    );
    expect(ended).toHaveLength(count);
    return ended.map(({ trace }) => trace.process?.pid);
  }, patience);
}

async function end({ child, exited }: RunningProgram): Promise<void> {
  child.kill('SIGTERM');
  await exited;
}
