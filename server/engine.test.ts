import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Delta } from '../protocol/messages/delta.ts';
import { RequestError, type RequestName } from '../protocol/messages/requests.ts';
import { createEngine, type Engine } from './engine.ts';
import { readCompleteTrace } from './query/readComplete.ts';
import { at, plain, running, span, traceIdOf } from './store/testing/spans.ts';

const a = traceIdOf('a');
const normalise = vi.fn((raw: Parameters<typeof plain>[0]) =>
  plain(raw, { kind: 'TOOL', inputs: raw.attributes.input ?? null, name: `read ${raw.name}` }),
);
let engine: Engine;
let failures: unknown[];

beforeEach(() => {
  normalise.mockClear();
  failures = [];
  engine = createEngine({
    databaseFile: ':memory:',
    normalise,
    onError: (error) => failures.push(error),
    resolveSource: async (one, trace) => ({ candidates: [], reason: `${one.name} of ${trace.name}` }),
  });
});

afterEach(() => engine.dispose());

function nextDelta(): Promise<Delta> {
  return new Promise((resolve) => {
    const subscription = engine.onDelta((delta) => {
      subscription.dispose();
      resolve(delta);
    });
  });
}

describe('ingest', () => {
  it('merges, normalises what is merged, stores, and tells', async () => {
    engine.ingest({ spans: [running('r', { attributes: { input: 'asked' } })], traces: [] });
    const delta = nextDelta();
    engine.ingest({ spans: [span('r')], traces: [{ traceId: a, tags: { t: '1' } }] });
    expect(await delta).toMatchObject({ seq: 1, changed: [a], removed: [], traceCount: 1 });
    expect(normalise).toHaveBeenLastCalledWith(
      expect.objectContaining({ endNs: at(10), attributes: { input: 'asked' } }),
    );
    expect(engine.store.traceRow(a)).toMatchObject({ name: 'read span r', status: 'ok', preview: 'asked' });
    expect(engine.position().seq).toBe(1);
  });

  it('stores nothing while the disk is full, says so until it works again, and goes on reading', async () => {
    const usage = { input: 1, output: 1, total: 2 };
    normalise.mockImplementationOnce((raw) => plain(raw, { usage }));
    engine.ingest({ spans: [span('r')], traces: [] });
    const heard: string[][] = [];
    engine.onNotices(() => heard.push(engine.notices.map(({ code }) => code)));
    const pages = engine.database.get<{ page_count: number }>('PRAGMA page_count')?.page_count;
    engine.database.exec(`PRAGMA max_page_count = ${pages}`);
    const large = { spans: [span('large', { attributes: { text: 'x'.repeat(1e6) } })], traces: [] };
    for (let n = 0; n < 2; n++) expect(() => engine.ingest(large)).toThrow(/full/);
    expect(failures).toHaveLength(1);
    expect(engine.store.traceCount()).toBe(1);
    expect(engine.store.traceRow(a)).toMatchObject({ spanCount: 1, usage });
    engine.database.exec('PRAGMA max_page_count = 1000000');
    engine.ingest(large);
    expect(engine.store.traceRow(a)?.spanCount).toBe(2);
    expect(heard).toEqual([['database-failing'], []]);
  });

  it('says once what an adapter stumbled over, and keeps the span', () => {
    const stumbled = (raw: Parameters<typeof plain>[0]) => ({
      ...plain(raw),
      issues: ['mlflow: no such key'],
    });
    normalise.mockImplementationOnce(stumbled).mockImplementationOnce(stumbled);
    engine.ingest({ spans: [span('r'), span('c', { parentId: 'r' })], traces: [] });
    expect(failures.map(String)).toEqual(['Error: adapter mlflow: no such key']);
    expect(engine.store.traceRow(a)?.spanCount).toBe(2);
  });

  it('gives whole traces, read anew with the adapters of today', () => {
    engine.ingest({ spans: [span('r', { requestId: 'tr-x' }), span('c', { parentId: 'r' })], traces: [] });
    const whole = readCompleteTrace(engine, 'tr-x');
    expect(whole?.trace).toMatchObject({ traceId: a, requestId: 'tr-x', rootSpanIds: ['r'] });
    expect(Array.from(whole?.spans ?? [], (one) => [one.spanId, one.kind, one.name])).toEqual([
      ['r', 'TOOL', 'read span r'],
      ['c', 'TOOL', 'read span c'],
    ]);
    expect(readCompleteTrace(engine, 'unknown')).toBeUndefined();
  });
});

describe('ask', () => {
  beforeEach(() => {
    engine.ingest({ spans: [span('r', { attributes: { input: 'long '.repeat(10) } })], traces: [] });
  });

  it('answers every question', async () => {
    expect(await engine.ask('listTraces', { limit: 5 })).toMatchObject({
      traces: [{ traceId: a }],
      position: engine.position(),
    });
    expect((await engine.ask('getTraceRows', { traceIds: [a, 'gone'] })).traces).toHaveLength(1);
    expect((await engine.ask('getTrace', { traceId: a })).trace.name).toBe('read span r');
    const page = await engine.ask('getSpanRows', { traceId: a, sinceRevision: 0, limit: 10 });
    expect(page).toMatchObject({
      trace: { traceId: a },
      rows: [{ spanId: 'r', kind: 'TOOL' }],
      revision: 1,
      more: false,
    });
    const { span: cut, cut: cuts } = await engine.ask('getSpan', { traceId: a, spanId: 'r', maxText: 8 });
    expect(cut.inputs).toBe('long lon');
    expect(cuts).toContainEqual({ path: ['inputs'], total: 50 });
    const at8 = { traceId: a, spanId: 'r', path: ['inputs'], offset: 8, length: 4 };
    expect(await engine.ask('getText', at8)).toEqual({ text: 'g lo', total: 50 });
    expect(await engine.ask('resolveSource', { traceId: a, spanId: 'r' })).toEqual({
      candidates: [],
      reason: 'read span r of read span r',
    });
    expect(await engine.ask('deleteTraces', { traceIds: [a] })).toEqual({ deleted: 1 });
    expect((await engine.ask('listTraces', { limit: 5 })).traces).toEqual([]);
    expect(await engine.ask('restoreTraces', {})).toEqual({ restored: 1 });
  });

  it('reads the frame that a view names from the stored stack, and takes no place from the view', async () => {
    const frames: unknown[] = [];
    const stacktrace = '  File "/app/a.py", line 3\n  File "<frozen x>", line 1\n  File "b.py", line 4';
    const own = createEngine({
      databaseFile: ':memory:',
      normalise: (raw) => plain(raw, { exceptions: [{ type: 'E', message: '', stacktrace }] }),
      resolveSource: async (_span, _trace, around) => {
        frames.push(around?.frame);
        return { candidates: [] };
      },
    });
    own.ingest({ spans: [span('r')], traces: [] });
    const ask = (at: unknown) =>
      own.ask('resolveSource', { traceId: a, spanId: 'r', at: at as { exception: number; frame: number } });
    expect(await ask({ exception: 0, frame: 2 })).toEqual({ candidates: [] });
    expect(frames).toMatchObject([{ file: 'b.py', line: 4 }]);
    const none = { candidates: [], reason: expect.stringMatching(/library|stack/) };
    for (const [exception, frame] of [
      [0, 1],
      [0, 3],
      [1, 0],
    ])
      expect(await ask({ exception, frame })).toEqual(none);
    for (const wrong of [
      { exception: 0 },
      { exception: 0, frame: -1 },
      { exception: 0, frame: 0, file: '/x' },
    ]) {
      await expect(ask(wrong)).rejects.toMatchObject({ code: 'invalid' });
    }
    expect(frames).toHaveLength(1);
    own.dispose();
  });

  it('asks for the places of a span with the text that ran, and for that text in its file', async () => {
    const asked: unknown[] = [];
    const own = createEngine({
      databaseFile: ':memory:',
      normalise: (raw) => plain(raw),
      resolveSource: async ({ source }, _trace, around) => {
        asked.push([source?.file, around?.ran]);
        return { candidates: [], code: 'changed' };
      },
      textAsItRan: async (_span, _trace, { text }) => ({ file: '/w/a.py', line: 4, text: `# ${text}` }),
      localFile: (path) => path.replace('/app', '/w'),
    });
    const hash = '1'.repeat(64);
    const location = { file: '/app/a.py', line: 3, basis: 'recorded' as const };
    const ran = { hash, line: 3, name: 'f' };
    own.ingest({
      spans: [span('r', { location, ran }), span('c', { parentId: 'r', location })],
      traces: [],
      texts: [{ hash, text: 'def f(): ...' }],
    });
    const known = { text: 'def f(): ...', line: 3, name: 'f' };
    expect(await own.ask('resolveSource', { traceId: a, spanId: 'r' })).toMatchObject({ code: 'changed' });
    await own.ask('resolveSource', { traceId: a, spanId: 'c' });
    await own.ask('resolveSource', { traceId: a, spanId: 'r', at: 'stop' });
    expect(asked).toEqual([
      ['/w/a.py', known],
      ['/w/a.py', undefined],
      ['/w/a.py', undefined],
    ]);
    expect(await own.ask('ranText', { traceId: a, spanId: 'r' })).toEqual({
      ran: { file: '/w/a.py', line: 4, text: '# def f(): ...', name: 'span r', startNs: span('r').startNs },
    });
    expect(await own.ask('ranText', { traceId: a, spanId: 'c' })).toEqual({
      reason: expect.stringMatching(/not known/),
    });
    own.dispose();
  });

  it('answers what is asked of runs, and tells all views of each change', async () => {
    const resource = { 'service.instance.id': 'i', 'service.name': 'shop' };
    engine.ingest({ spans: [span('r', { traceId: traceIdOf('b'), resource })], traces: [] });
    const runId = 'process:i';
    await nextDelta();
    const told = nextDelta();
    expect(await engine.ask('renameRun', { runId, name: 'mine' })).toMatchObject({ run: { label: 'mine' } });
    expect((await told).changed).toEqual([traceIdOf('b')]);
    expect(await engine.ask('pinRun', { runId, pinned: true })).toMatchObject({ run: { pinned: true } });
    expect(await engine.ask('pinTrace', { traceId: a, pinned: true })).toMatchObject({
      trace: { traceId: a, pinned: true },
    });
    const { traces, runs, pinned } = await engine.ask('listTraces', { limit: 5 });
    expect(traces.map((row) => row.runId)).toEqual([runId, undefined]);
    expect([runs?.length, pinned?.length]).toEqual([1, 2]);
    expect(await engine.ask('getTraceRows', { traceIds: [a] })).toMatchObject({ runs: [] });
    expect(await engine.ask('deleteRun', { runId })).toEqual({ deleted: 1 });
    await expect(engine.ask('pinRun', { runId, pinned: true })).rejects.toMatchObject({ code: 'not-found' });
    await expect(engine.ask('renameRun', { runId, name: '' })).rejects.toMatchObject({ code: 'not-found' });
    expect(await engine.ask('restoreTraces', { runId })).toEqual({ restored: 1 });
    const gone = engine.ask('pinTrace', { traceId: traceIdOf('c'), pinned: true });
    await expect(gone).rejects.toMatchObject({ code: 'not-found' });
  });

  it('knows a trace and its spans by the id that it had before its spans told the right one', async () => {
    const old = 'c0ffee'.padEnd(32, '1');
    engine.ingest({ spans: [], traces: [{ traceId: old, requestId: old, state: 'running' }] });
    engine.ingest({ spans: [span('k', { traceId: traceIdOf('b'), requestId: old })], traces: [] });
    const asked = await engine.ask('getSpan', { traceId: old, spanId: 'k', maxText: 80 });
    expect(asked.span).toMatchObject({ traceId: traceIdOf('b'), name: 'read span k' });
    const page = await engine.ask('getSpanRows', { traceId: old, sinceRevision: 0, limit: 10 });
    expect([page.trace.traceId, page.rows.length]).toEqual([traceIdOf('b'), 1]);
    expect(await engine.ask('deleteTraces', { traceIds: [old] })).toEqual({ deleted: 1 });
  });

  it.each<[RequestName, object, string, string]>([
    ['listTraces', {}, 'invalid', 'listTraces: limit:'],
    ['listTraces', { limit: 0 }, 'invalid', 'limit'],
    ['listTraces', { limit: 1, cursor: 'x' }, 'invalid', 'cursor'],
    ['getSpan', { traceId: a, spanId: 5, maxText: 1 }, 'invalid', 'spanId'],
    ['getText', { traceId: a, spanId: 'r', path: [{}], offset: 0, length: 1 }, 'invalid', 'path.0'],
    ['deleteTraces', { traceIds: 'some' }, 'invalid', 'traceIds'],
    ['getTrace', { traceId: 'gone' }, 'not-found', 'trace'],
    ['getSpan', { traceId: a, spanId: 'gone', maxText: 1 }, 'not-found', 'span'],
    ['getText', { traceId: a, spanId: 'r', path: ['nowhere'], offset: 0, length: 1 }, 'not-found', 'path'],
    ['toString' as RequestName, {}, 'invalid', 'toString'],
  ])('refuses %s %j: %s', async (name, params, code, message) => {
    const error = await engine.ask(name, params as never).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'RequestError', code, message: expect.stringContaining(message) });
  });

  it('does not answer what was cancelled', async () => {
    const asked = engine.ask('listTraces', { limit: 1 }, AbortSignal.abort());
    await expect(asked).rejects.toSatisfy((error) => RequestError.is(error, 'cancelled'));
  });

  it('hides what broke behind a RequestError', async () => {
    normalise.mockImplementationOnce(() => {
      throw new TypeError('bug');
    });
    const asked = engine.ask('getSpan', { traceId: a, spanId: 'r', maxText: 1 });
    await expect(asked).rejects.toSatisfy((error) => RequestError.is(error, 'internal'));
  });
});
