import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { languageMethods, type ServerOptions } from '../../protocol/messages/language.ts';
import type { Reply } from '../../protocol/messages/requests.ts';
import type { RunRow } from '../../protocol/messages/rows.ts';
import { type Client, connectClient, listening } from './testing/connectClient.ts';

const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const times = { startTimeUnixNano: '1700000000000000000', endTimeUnixNano: '1700000001000000000' };
let folder = '';
let client: Client;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-ends-'));
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

async function connect(options: Partial<ServerOptions> = {}): Promise<string> {
  client = await connectClient(folder, options, {});
  return (await listening(client)).url;
}

/** What the helper in a process of this machine says: the one that runs this test. */
async function tell(url: string, ...records: readonly object[]): Promise<void> {
  await tellOf({}, url, ...records);
}

async function tellOf(process_: object, url: string, ...records: readonly object[]): Promise<void> {
  const hello = { op: 'hello', v: 1, process: 'p1', pid: process.pid, ppid: 77, host: hostname() };
  const run = '{"id": "s7", "kind": "debug", "label": "Python: agent"}';
  const lines = [{ ...hello, command: ['python', 'agent.py'], run, ...process_ }, ...records];
  const answer = await fetch(`${url}/live/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: lines.map((line) => JSON.stringify(line)).join('\n'),
  });
  expect(answer.status).toBe(200);
}

async function runs(): Promise<readonly RunRow[]> {
  const params = { name: 'listTraces', params: { limit: 10 } };
  const reply = await client.rpc.sendRequest<Reply>(languageMethods.ask, params);
  return 'ok' in reply ? (reply.ok as unknown as { readonly runs: readonly RunRow[] }).runs : [];
}

it('knows the exit code of a program whose records come after its end, and of no other of the shell', async () => {
  const url = await connect();
  const now = Date.now();
  const span = { ...ids, ...times, name: 'agent' };
  const exit = { pid: 77, sinceMs: now - 5000 };
  await client.rpc.sendNotification(languageMethods.exited, { ...exit, exitCode: 4 });
  const later = { process: 'p2', started: now + 60_000, run: null };
  await tellOf(later, url, { op: 'end', span: { ...span, traceId: '1af7651916cd43dd8448eb211c80319c' } });
  await tellOf({ started: now - 300 }, url, { op: 'end', span }, { op: 'bye' });
  await vi.waitFor(async () =>
    expect((await runs()).find(({ id }) => id === 's7')).toMatchObject({
      end: { how: 'ended', exitCode: 4 },
    }),
  );
  const others = (await runs()).filter(({ id }) => id !== 's7');
  expect(others.map(({ end }) => end?.exitCode)).toEqual([undefined]);
});

it('hears from its client how programs ended, and tells it of their runs', async () => {
  const url = await connect();
  await tell(url, { op: 'end', span: { ...ids, ...times, name: 'agent' } });
  expect(await runs()).toMatchObject([{ id: 's7', alive: true, runningCount: 0 }]);
  await tell(url, { op: 'bye' });
  await client.rpc.sendNotification(languageMethods.exited, { pid: 77, exitCode: 'none' });
  await client.rpc.sendNotification(languageMethods.exited, { pid: 77, exitCode: 3 });
  await vi.waitFor(async () => expect(await runs()).toMatchObject([{ end: { how: 'ended', exitCode: 3 } }]));
  const seen = client.deltas.length;
  await client.rpc.sendNotification(languageMethods.exited, { runId: 's7', exitCode: 0 });
  await vi.waitFor(async () => expect(await runs()).toMatchObject([{ end: { exitCode: 0 } }]));
  await vi.waitFor(() => expect(client.deltas.slice(seen)).toMatchObject([{ changed: [ids.traceId] }]));
});
