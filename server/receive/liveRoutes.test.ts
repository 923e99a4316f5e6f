import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Disposable } from '../../protocol/base/disposable.ts';
import { createEngine, type Engine } from '../engine.ts';
import { plain, running, span, traceIdOf } from '../store/testing/spans.ts';
import { AdviceBook } from './adviceRoutes.ts';
import type { Connection } from './http.ts';
import { createLiveProcesses, type LiveProcesses } from './liveProcesses.ts';
import { liveRoutes } from './liveRoutes.ts';
import type { Life } from './processAlive.ts';

const traceId = traceIdOf('a');
const spanId = 'b7ad6b7169203331';
const host = hostname();
const started = { op: 'start', span: { traceId, spanId, name: 'agent', startTimeUnixNano: '1000' } };
const ended = { op: 'end', span: { ...started.span, endTimeUnixNano: '2000' } };

let engine: Engine;
let processes: LiveProcesses;
let advice: AdviceBook;
let clock: number;
let life: Life;
let timers: { readonly at: number; readonly work: () => void }[];
const failures: unknown[] = [];

beforeEach(() => {
  clock = 1_000_000;
  life = 'alive';
  timers = [];
  failures.length = 0;
  engine = createEngine({
    databaseFile: ':memory:',
    normalise: (raw) => plain(raw),
    resolveSource: async ({ source }) => ({ candidates: source?.candidates ?? [] }),
  });
  advice = new AdviceBook();
  processes = startProcesses();
});

afterEach(() => {
  processes.dispose();
  engine.dispose();
});

function startProcesses(): LiveProcesses {
  const after = (ms: number, work: () => void): Disposable => {
    const timer = { at: clock + ms, work };
    timers.push(timer);
    return {
      dispose: () => {
        timers = timers.filter((one) => one !== timer);
      },
    };
  };
  const onError = (error: unknown): void => void failures.push(error);
  return createLiveProcesses({ engine, timer: { after }, now: () => clock, isAlive: () => life, onError });
}

/** Lets time pass, with every timer in its turn. */
function pass(ms: number): void {
  const end = clock + ms;
  for (;;) {
    const next = timers.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined || next.at > end) break;
    timers = timers.filter((one) => one !== next);
    clock = next.at;
    next.work();
  }
  clock = end;
}

interface FakeConnection extends Connection {
  close(): void;
}

function connect(): FakeConnection {
  const listeners: (() => void)[] = [];
  const connection = {
    destroyed: false,
    once: (_: 'close', listener: () => void) => listeners.push(listener),
    close() {
      connection.destroyed = true;
      for (const listener of listeners.splice(0)) listener();
    },
  };
  return connection;
}

async function post(
  lines: readonly unknown[],
  connection: Connection = connect(),
  { type = 'application/x-ndjson', ...said }: Readonly<Record<string, string | number>> = {},
) {
  const [route] = liveRoutes({ engine, processes, advice });
  const hello = { op: 'hello', v: 1, process: 'p1', pid: 42, host, command: ['python', 'agent.py'], ...said };
  const text = [hello, ...lines].map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const answer = await route!.handler({
    method: 'POST',
    path: '/live/v1',
    params: {},
    query: new URLSearchParams(),
    headers: { 'content-type': String(type) },
    body: Buffer.from(text.join('\n')),
    connection,
  });
  return { status: answer.status, ...JSON.parse(String(answer.body)) };
}

const statusOf = (id = spanId) =>
  engine.store.spanRows(traceId, 0, 10).rows.find((row) => row.spanId === id)?.status;

it('shows a span that runs, with its process and run', async () => {
  expect(await post([started])).toEqual({ status: 200, accepted: 1, refused: 0, errors: [] });
  expect(statusOf()).toBe('running');
  expect(engine.store.trace(traceId)).toMatchObject({
    status: 'running',
    process: { pid: 42, command: 'python agent.py', host },
    run: { id: 'p1', kind: 'external', label: 'agent.py' },
  });
});

it('names the records that it refuses, and takes the others', async () => {
  const bad = Array.from({ length: 30 }, () => '{');
  const answer = await post([...bad, started]);
  expect(answer).toMatchObject({ status: 200, accepted: 1, refused: 30 });
  expect(answer.errors).toHaveLength(20);
  expect(answer.errors[0]).toMatchObject({ line: 2, status: 400 });
  expect(statusOf()).toBe('running');
  expect((await post(['{'])).status).toBe(400);
  expect((await post([])).status).toBe(200);
});

it('keeps the texts of code by which spans name what ran, none under a foreign hash', async () => {
  const text = 'def work():\n    return 1\n';
  const hash = createHash('sha256').update(text).digest('hex');
  const code = { call: { file: '/agent.py', line: 2 }, ran: { hash, line: 1, name: 'work' } };
  const foreign = { op: 'text', hash, text: 'def work(): return 2' };
  expect(await post([foreign])).toMatchObject({ status: 400, errors: [{ line: 2 }] });
  const answer = await post([{ op: 'text', hash, text }, { ...started, code }, foreign]);
  expect(answer).toMatchObject({ status: 200, accepted: 2, errors: [{ line: 4 }] });
  expect(engine.store.codeText(hash)).toBe(text);
  await post([ended]);
  const { span: stored } = await engine.ask('getSpan', { traceId, spanId, maxText: 100 });
  expect(stored.source?.textHash).toBe(hash);
});

it('takes nothing but NDJSON', async () => {
  await expect(post([started], connect(), { type: 'application/json' })).rejects.toMatchObject({
    status: 415,
  });
});

it('notes where a running span stands, and no other', async () => {
  const at = { file: '/agent.py', line: 5 };
  const sample = { op: 'sample', traceId, spanId, at, timeUnixNano: '9' };
  await post([sample]);
  await post([started, sample]);
  expect(engine.store.rawSpan(traceId, spanId)?.standsAt).toMatchObject({ line: 5 });
  await post([ended]);
  await post([{ ...sample, at: { ...at, line: 6 } }]);
  expect(engine.store.rawSpan(traceId, spanId)?.standsAt).toMatchObject({ line: 5 });
  expect(engine.store.traceRow(traceId)?.spanCount).toBe(1);
});

it('tells in the row of a trace where it stands, and where its process ended', async () => {
  const at = { file: '/agent.py', line: 5 };
  const connection = connect();
  await post([started, { op: 'sample', traceId, spanId, at, timeUnixNano: '9' }], connection);
  const stop = { spanId, name: 'agent', at };
  expect(engine.store.traceRow(traceId)?.verdict).toEqual({ kind: 'waiting', ...stop, sinceNs: '1000' });
  const asked = engine.ask('resolveSource', { traceId, spanId, at: 'stop' });
  expect(await asked).toEqual({ candidates: [expect.objectContaining(at)] });
  life = 'gone';
  connection.close();
  expect(engine.store.traceRow(traceId)?.verdict).toMatchObject({ kind: 'vanished', ...stop });
  await post([{ ...started, op: 'update' }]);
  expect(engine.store.traceRow(traceId)?.verdict).toMatchObject({ kind: 'waiting', ...stop });
  await post([ended]);
  expect(engine.store.traceRow(traceId)?.verdict).toBeUndefined();
});

it('says how many spans a process could not keep', async () => {
  expect(await post([{ op: 'dropped', spans: 12 }])).toMatchObject({ accepted: 1, refused: 0 });
  expect(await post([{ op: 'dropped', spans: 'many' }])).toMatchObject({ accepted: 0, refused: 1 });
  expect(advice.notices.map(({ message }) => message)).toEqual([
    'agent.py (pid 42): 12 spans ended while Sidetrace could not take them.',
  ]);
});

it('ends what a process left open when its connection closes and it is gone', async () => {
  const connection = connect();
  await post([started], connection);
  // The same process by another door: it says its number.
  engine.ingest({ spans: [running('otlp', { resource: { 'process.pid': 42 } })], traces: [] });
  connection.close();
  pass(10);
  expect(statusOf()).toBe('running');
  life = 'gone';
  pass(20);
  expect([statusOf(), statusOf('otlp')]).toEqual(['aborted', 'aborted']);
  expect(engine.store.trace(traceId)?.status).toBe('aborted');
});

it('waits for a process that lives, and takes it for gone when it does not come back', async () => {
  const connection = connect();
  await post([started], connection);
  connection.close();
  pass(15_000);
  const again = connect();
  await post([started], again);
  pass(60_000);
  expect(statusOf()).toBe('running');
  again.close();
  pass(23_000);
  expect(statusOf()).toBe('aborted');
});

it('ends what is open at a good-bye, and what a number given away again had open', async () => {
  await post([started, { op: 'bye' }]);
  expect(engine.store.rawSpan(traceId, spanId)?.status.message).toBe('The program ended here.');
  const connection = connect();
  await post([{ op: 'start', span: { ...started.span, spanId: 'b7ad6b7169203332' } }], connection, {
    process: 'p2',
  });
  connection.close();
  await post([], connect(), { process: 'p3' });
  expect(statusOf('b7ad6b7169203332')).toBe('aborted');
});

it('a process that was taken for gone and speaks again runs again; an end that comes late counts', async () => {
  await post([started, { op: 'bye' }]);
  await post([{ ...started, op: 'update' }]);
  expect(statusOf()).toBe('running');
  expect(engine.store.rawSpan(traceId, spanId)).toMatchObject({ status: { code: 'unset' } });
  expect(engine.store.rawSpan(traceId, spanId)?.status.message).toBeUndefined();
  await post([{ op: 'bye' }]);
  expect(statusOf()).toBe('aborted');
  engine.ingest({ spans: [span(spanId, { endNs: '3000' })], traces: [] });
  expect(engine.store.rawSpan(traceId, spanId)).toMatchObject({ endNs: '3000', status: { code: 'unset' } });
  expect([statusOf(), engine.store.rawSpan(traceId, spanId)?.status.message]).toEqual(['unset', undefined]);
});

it('asks after the processes whose spans ran when the receiver ended', async () => {
  const connection = connect();
  await post([started], connection);
  processes.dispose();
  connection.close();
  pass(60_000);
  expect(statusOf()).toBe('running');
  life = 'gone';
  processes = startProcesses();
  expect(statusOf()).toBe('aborted');
  expect(failures).toEqual([]);
});

it('says of a program that makes no spans what its sampler keeps', async () => {
  expect(await post([{ op: 'silent', ratio: 0, setting: null }])).toMatchObject({ accepted: 1, refused: 0 });
  expect(advice.notices.map(({ message }) => message)).toEqual([
    'agent.py (pid 42) makes no spans: its sampler keeps no trace.',
  ]);
  expect(await post([{ op: 'silent', ratio: 2, setting: null }])).toMatchObject({ accepted: 0, refused: 1 });
  await post([started]);
  expect(advice.notices).toEqual([]);
});

it('says of a program that makes no spans that its SDK is switched off', async () => {
  expect(await post([{ op: 'silent', by: 'OTEL_SDK_DISABLED' }])).toMatchObject({ accepted: 1, refused: 0 });
  expect(advice.notices).toMatchObject([{ code: 'tracing-off', command: 'unset OTEL_SDK_DISABLED' }]);
  expect(await post([{ op: 'silent', by: 'PATH' }])).toMatchObject({ accepted: 0, refused: 1 });
});

const runs = () => engine.store.runs(['p1', 's7']);

it('says of a run whether a process of it is there, and how the last one ended', async () => {
  const [parent, child] = [connect(), connect()];
  const run = '{"id": "s7", "kind": "debug", "label": "Python: agent"}';
  await post([ended], parent, { run });
  await post([], child, { process: 'p2', pid: 43, run });
  expect(runs()).toMatchObject([{ id: 's7', alive: true, runningCount: 0 }]);
  await post([{ op: 'bye' }], parent, { run });
  expect(runs()).toMatchObject([{ alive: true }]);
  life = 'gone';
  child.close();
  expect(runs()[0]).not.toHaveProperty('alive');
  expect(runs()).toMatchObject([{ end: { how: 'vanished' } }]);
  life = 'alive';
  await post([], connect(), { process: 'p3', pid: 44, run });
  expect(runs()).toMatchObject([{ alive: true }]);
  expect(runs()[0]).not.toHaveProperty('end');
});

it('gives a run the exit code that its terminal or debugger heard, before or after its process is gone', async () => {
  await post([ended], connect(), { ppid: 7 });
  processes.exited({ pid: 7, exitCode: 3, sinceMs: clock + 1 });
  processes.exited({ pid: 8, exitCode: 4 });
  processes.exited({ runId: 'another', exitCode: 5 });
  await post([{ op: 'bye' }]);
  expect(runs()).toMatchObject([{ end: { how: 'ended' } }]);
  expect(runs()[0]?.end).not.toHaveProperty('exitCode');
  processes.exited({ pid: 7, exitCode: 3, sinceMs: clock });
  expect(runs()).toMatchObject([{ end: { how: 'ended', exitCode: 3 } }]);
  processes.exited({ runId: 'p1', exitCode: 0 });
  expect(runs()).toMatchObject([{ end: { how: 'ended', exitCode: 0 } }]);
});

it('knows nothing of a process that has not spoken since the receiver began', async () => {
  await post([ended]);
  processes.dispose();
  expect(runs()).toMatchObject([{ alive: true }]);
  engine.store.noteRun({ kind: 'exited', runId: 'p1', exitCode: 1 });
  expect(runs()[0]).not.toHaveProperty('end');
});
