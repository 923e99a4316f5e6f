import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { connect, ended, spanId, started, traceId, useLiveReceiver } from './testing/liveReceiver.ts';

const live = useLiveReceiver();

it('shows a span that runs, with its process and run', async () => {
  expect(await live().post([started])).toEqual({ status: 200, accepted: 1, refused: 0, errors: [] });
  expect(live().statusOf()).toBe('running');
  expect(live().engine.store.trace(traceId)).toMatchObject({
    status: 'running',
    process: { pid: 42, command: 'python agent.py', host: hostname() },
    run: { id: 'p1', kind: 'external', label: 'agent.py' },
  });
});

it('names the records that it refuses, and takes the others', async () => {
  const bad = Array.from({ length: 30 }, () => '{');
  const answer = await live().post([...bad, started]);
  expect(answer).toMatchObject({ status: 200, accepted: 1, refused: 30 });
  expect(answer.errors).toHaveLength(20);
  expect(answer.errors[0]).toMatchObject({ line: 2, status: 400 });
  expect(live().statusOf()).toBe('running');
  expect((await live().post(['{'])).status).toBe(400);
  expect((await live().post([])).status).toBe(200);
});

it('keeps the texts of code by which spans name what ran, none under a foreign hash', async () => {
  const text = 'def work():\n    return 1\n';
  const hash = createHash('sha256').update(text).digest('hex');
  const code = { call: { file: '/agent.py', line: 2 }, ran: { hash, line: 1, name: 'work' } };
  const foreign = { op: 'text', hash, text: 'def work(): return 2' };
  expect(await live().post([foreign])).toMatchObject({ status: 400, errors: [{ line: 2 }] });
  const answer = await live().post([{ op: 'text', hash, text }, { ...started, code }, foreign]);
  expect(answer).toMatchObject({ status: 200, accepted: 2, errors: [{ line: 4 }] });
  expect(live().engine.store.codeText(hash)).toBe(text);
  await live().post([ended]);
  const { span: stored } = await live().engine.ask('getSpan', { traceId, spanId, maxText: 100 });
  expect(stored.source?.textHash).toBe(hash);
});

it('takes nothing but NDJSON', async () => {
  await expect(live().post([started], connect(), { type: 'application/json' })).rejects.toMatchObject({
    status: 415,
  });
});

it('notes where a running span stands, and no other', async () => {
  const at = { file: '/agent.py', line: 5 };
  const sample = { op: 'sample', traceId, spanId, at, timeUnixNano: '9' };
  await live().post([sample]);
  await live().post([started, sample]);
  expect(live().engine.store.rawSpan(traceId, spanId)?.standsAt).toMatchObject({ line: 5 });
  await live().post([ended]);
  await live().post([{ ...sample, at: { ...at, line: 6 } }]);
  expect(live().engine.store.rawSpan(traceId, spanId)?.standsAt).toMatchObject({ line: 5 });
  expect(live().engine.store.traceRow(traceId)?.spanCount).toBe(1);
});

it('tells in the row of a trace where it stands, and where its process ended', async () => {
  const at = { file: '/agent.py', line: 5 };
  const connection = connect();
  await live().post([started, { op: 'sample', traceId, spanId, at, timeUnixNano: '9' }], connection);
  const stop = { spanId, name: 'agent', at };
  expect(live().engine.store.traceRow(traceId)?.verdict).toEqual({
    kind: 'waiting',
    ...stop,
    sinceNs: '1000',
  });
  const asked = live().engine.ask('resolveSource', { traceId, spanId, at: 'stop' });
  expect(await asked).toEqual({ candidates: [expect.objectContaining(at)] });
  live().life = 'gone';
  connection.close();
  expect(live().engine.store.traceRow(traceId)?.verdict).toMatchObject({ kind: 'vanished', ...stop });
  await live().post([{ ...started, op: 'update' }]);
  expect(live().engine.store.traceRow(traceId)?.verdict).toMatchObject({ kind: 'waiting', ...stop });
  await live().post([ended]);
  expect(live().engine.store.traceRow(traceId)?.verdict).toBeUndefined();
});

it('says how many spans a process could not keep', async () => {
  expect(await live().post([{ op: 'dropped', spans: 12 }])).toMatchObject({ accepted: 1, refused: 0 });
  expect(await live().post([{ op: 'dropped', spans: 'many' }])).toMatchObject({ accepted: 0, refused: 1 });
  expect(live().advice.notices.map(({ message }) => message)).toEqual([
    'agent.py (pid 42): 12 spans ended while Sidetrace could not take them.',
  ]);
});

it('says of a program that makes no spans what its sampler keeps', async () => {
  expect(await live().post([{ op: 'silent', ratio: 0, setting: null }])).toMatchObject({
    accepted: 1,
    refused: 0,
  });
  expect(live().advice.notices.map(({ message }) => message)).toEqual([
    'agent.py (pid 42) makes no spans: its sampler keeps no trace.',
  ]);
  expect(await live().post([{ op: 'silent', ratio: 2, setting: null }])).toMatchObject({
    accepted: 0,
    refused: 1,
  });
  await live().post([started]);
  expect(live().advice.notices).toEqual([]);
});

it('says of a program that makes no spans that its SDK is switched off', async () => {
  expect(await live().post([{ op: 'silent', by: 'OTEL_SDK_DISABLED' }])).toMatchObject({
    accepted: 1,
    refused: 0,
  });
  expect(live().advice.notices).toMatchObject([{ code: 'tracing-off', command: 'unset OTEL_SDK_DISABLED' }]);
  expect(await live().post([{ op: 'silent', by: 'PATH' }])).toMatchObject({ accepted: 0, refused: 1 });
});
