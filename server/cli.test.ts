import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

// Each test starts processes from source.
vi.setConfig({ testTimeout: 30_000 });

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));
const children: ChildProcess[] = [];
let dir = '';

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'cli-'));
});
afterEach(async () => {
  const running = children.splice(0).filter((child) => child.exitCode === null && child.signalCode === null);
  for (const child of running) child.kill('SIGKILL');
  await Promise.all(running.map((child) => once(child, 'exit')));
  await rm(dir, { recursive: true });
});

function start(...args: readonly string[]) {
  const env = { ...process.env, XDG_STATE_HOME: dir, NODE_NO_WARNINGS: '1' };
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
  children.push(child);
  const ended = once(child, 'exit').then(([code, signal]) => (code ?? signal) as number | string);
  return { child, ended, errors: text(child.stderr) };
}

interface Serving extends ReturnType<typeof start> {
  readonly url: string;
  readonly token: string;
  readonly db: string;
}

async function serve(...args: readonly string[]): Promise<Serving> {
  const started = start('serve', ...args);
  const [line] = await Promise.race([
    once(createInterface(started.child.stdout), 'line') as Promise<[string]>,
    started.ended.then(async (code) => Promise.reject(new Error(`exit ${code}: ${await started.errors}`))),
  ]);
  return { ...started, ...(JSON.parse(line) as { url: string; token: string; pid: number; db: string }) };
}

const idOf = (number: number): string => number.toString(16).padStart(32, '0');

async function sendSpan(url: string, number: number): Promise<number> {
  const span = {
    traceId: idOf(number),
    spanId: '0000000000000001',
    name: `call ${number}`,
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    attributes: [{ key: 'prompt', value: { stringValue: 'x'.repeat(50_000) } }],
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(`${url}/v1/traces`, { method: 'POST', headers, body })).status;
}

it('serves, and finds everything again after a restart', async () => {
  const db = join(dir, 'deep', 'traces.db');
  const first = await serve('--port', '0', '--db', db);
  expect(first).toMatchObject({ db, pid: first.child.pid, token: expect.stringMatching(/^\S{20,}$/) });
  expect(await sendSpan(first.url, 1)).toBe(200);
  first.child.kill('SIGTERM');
  expect(await first.ended).toBe(0);
  expect((await stat(db)).mode & 0o077).toBe(0);
  const second = await serve('--port', '0', '--db', db);
  const health = await (await fetch(`${second.url}/api/health`)).json();
  expect(health).toMatchObject({ name: 'sidetrace', traces: 1, url: second.url });
  const trace = await (await fetch(`${second.url}/api/traces/${idOf(1)}`)).json();
  expect(trace).toMatchObject({ trace: { spanCount: 1 }, spans: [{ name: 'call 1', status: 'unset' }] });
});

it('loses nothing that it has accepted when it is ended in the middle of writing', async () => {
  const db = join(dir, 'traces.db');
  const serving = await serve('--port', '0', '--db', db);
  const accepted: number[] = [];
  const send = async (lane: number): Promise<void> => {
    for (let number = lane; ; number += 8) {
      const status = await sendSpan(serving.url, number).catch(() => undefined);
      if (status !== 200) return;
      accepted.push(number);
      if (accepted.length === 50) serving.child.kill('SIGTERM');
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, lane) => send(lane + 1)));
  // A second signal while it exits would end it as signals do by default.
  if (accepted.length < 50) serving.child.kill('SIGTERM');
  expect(await serving.ended).toBe(0);
  expect(accepted.length).toBeGreaterThanOrEqual(50);
  const again = await serve('--port', '0', '--db', db);
  const found = await Promise.all(accepted.map((number) => fetch(`${again.url}/api/traces/${idOf(number)}`)));
  expect(found.map(({ status }) => status)).toEqual(accepted.map(() => 200));
});

it('opens listing to whoever has the token', async () => {
  const { url } = await serve('--port', '0', '--db', ':memory:', '--token', 'correct-horse');
  const headers = { authorization: 'Bearer correct-horse' };
  expect((await fetch(`${url}/api/traces`, { headers })).status).toBe(200);
});

it('says whose port it wanted', async () => {
  const first = await serve('--port', '0', '--db', ':memory:');
  const { port } = new URL(first.url);
  const second = await serve('--port', port, '--db', ':memory:');
  expect(second.url).not.toBe(first.url);
  second.child.kill('SIGTERM');
  expect(await second.errors).toContain(
    `Port ${port} belongs to another Sidetrace window (process ${first.child.pid})`,
  );
});

it('runs a command with its traces sent here, also to a receiver that runs already', async () => {
  const { url } = await serve('--port', '0', '--db', ':memory:');
  const post =
    "fetch(process.env.MLFLOW_TRACKING_URI + '/v1/metrics', {method: 'POST', headers: {'content-type': 'application/json'}, body: '{}'}).then((r) => process.exit(r.status === 200 ? 7 : 1))";
  const command = ['--', process.execPath, '-e', post];
  expect(await start('run', ...command).ended).toBe(7);
  expect(await start('run', '--url', url, ...command).ended).toBe(7);
});

it.each([
  [
    'an unknown option',
    ['serve', '--prot', '1'],
    2,
    /^sidetrace: Unknown option '--prot'\. See "sidetrace --help"\.\n$/,
  ],
  ['a host that is not ours', ['serve', '--host', '0.0.0.0'], 2, /this machine only/],
  [
    'a folder that is not there',
    ['serve', '--port', '0', '--db', ':memory:', '--workspace', '/no/such'],
    2,
    /no such folder/,
  ],
  [
    'a database that cannot be',
    ['serve', '--port', '0', '--db', '/dev/null/traces.db'],
    1,
    /^sidetrace: .*\n$/,
  ],
])('ends with one clear line for %s', async (_, args, code, message) => {
  const { ended, errors } = start(...args);
  expect([await ended, await errors]).toEqual([code, expect.stringMatching(message)]);
});

it('prints help', async () => {
  const { child, ended } = start('--help');
  expect(await text(child.stdout!)).toContain('sidetrace serve');
  expect(await ended).toBe(0);
});
