import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RawSpan, TraceFacts } from '../decode/rawSpan.ts';
import type { SpanFacts } from '../normalise/facts.ts';
import { openDatabase } from './openDatabase.ts';
import { SqliteStore } from './sqliteStore.ts';
import { at, plain, running, span, traceIdOf } from './testing/spans.ts';

let store: SqliteStore;
let nowMs = 1_790_000_000_000;
const a = traceIdOf('a');
const b = traceIdOf('b');

function open(file = ':memory:'): SqliteStore {
  return new SqliteStore(openDatabase(file).database, () => nowMs);
}

/** As the engine does it. */
function ingest(spans: readonly RawSpan[], traces: readonly TraceFacts[] = [], facts: SpanFacts = {}) {
  return store.write(
    store.withStored(spans).map((raw) => plain(raw, facts)),
    traces,
  );
}

beforeEach(() => {
  store = open();
});

afterEach(() => store.close());

describe('a trace row', () => {
  it('grows with its spans, in whatever order they come', () => {
    const child = span('c', { parentId: 'r', startNs: at(2), endNs: at(5), status: { code: 'error' } });
    expect(ingest([child])).toEqual({ changed: [a], removed: [] });
    expect(store.traceRow(a)).toMatchObject({
      name: 'span c',
      status: 'running',
      spanCount: 1,
      errorCount: 1,
    });
    expect(store.traceRow(a)?.endNs).toBeUndefined();
    ingest([span('r', { name: 'run', startNs: at(0), endNs: at(9) })]);
    expect(store.traceRow(a)).toEqual({
      traceId: a,
      name: 'run',
      status: 'ok',
      startNs: at(0),
      endNs: at(9),
      spanCount: 2,
      errorCount: 1,
      revision: 2,
    });
  });

  it('counts a span once, by whatever doors and however often it comes', () => {
    const start = running('r', { door: 'live' });
    const end = span('r', { status: { code: 'error', message: 'boom' } });
    ingest([start]);
    expect(store.traceRow(a)).toMatchObject({ status: 'running', spanCount: 1, errorCount: 0 });
    for (const again of [end, end, start]) ingest([again]);
    expect(store.traceRow(a)).toMatchObject({
      status: 'error',
      spanCount: 1,
      errorCount: 1,
      preview: 'boom',
      endNs: at(10),
    });
  });

  it('merges what comes twice in one batch', () => {
    ingest([running('r', { door: 'live', attributes: { seen: 1 } }), span('r', { attributes: { q: 2 } })]);
    expect(store.rawSpan(a, 'r')?.attributes).toEqual({ seen: 1, q: 2 });
    expect(store.traceRow(a)).toMatchObject({ spanCount: 1, status: 'ok' });
  });

  it('takes the next root when the first turns out to be a child', () => {
    ingest([running('c', { door: 'live', startNs: at(1), name: 'child' })]);
    ingest([span('r', { startNs: at(2), name: 'run' }), span('c', { startNs: at(1), parentId: 'r' })]);
    expect(store.traceRow(a)?.name).toBe('run');
    expect(store.trace(a)?.rootSpanIds).toEqual(['r']);
  });

  it('keeps nanoseconds, and times that no clock should send', () => {
    ingest([span('r', { startNs: '1790000000123456789', endNs: '18446744073709551615' })]);
    expect(store.rawSpan(a, 'r')?.startNs).toBe('1790000000123456789');
    expect(store.rawSpan(a, 'r')?.endNs).toBe('9223372036854775807');
  });

  it('waits for a missing root only until the trace is quiet', () => {
    ingest([span('c', { parentId: 'elsewhere' })]);
    ingest([running('x', { traceId: b, parentId: 'elsewhere' })]);
    expect(store.settleQuiet(nowMs)).toEqual({ changed: [], removed: [] });
    nowMs += 1000;
    expect(store.settleQuiet(nowMs)).toEqual({ changed: [a], removed: [] });
    expect(store.traceRow(a)).toMatchObject({ status: 'ok', endNs: at(10) });
    expect(store.traceRow(b)?.status).toBe('running');
    store.write([], [{ traceId: a, tags: { seen: 'yes' } }]);
    expect(store.traceRow(a)?.status).toBe('ok');
    ingest([span('d', { parentId: 'elsewhere' })]);
    expect(store.traceRow(a)?.status).toBe('running');
  });

  it('sums usage without counting a call twice, when it is asked', () => {
    const usage = { input: 10, output: 5, total: 15 };
    ingest([span('outer', { parentId: 'r' }), span('inner', { parentId: 'outer' })], [], {
      kind: 'LLM',
      usage,
    });
    expect(store.traceRow(a)?.usage).toEqual(usage);
    ingest([span('other', { parentId: 'r' }), span('r')], [], { kind: 'LLM', usage });
    expect(store.traceRow(a)?.usage).toEqual({ input: 20, output: 10, total: 30 });
  });
});

describe('the list', () => {
  it('is newest first, in pages', () => {
    for (let n = 0; n < 25; n++) ingest([span('r', { traceId: traceIdOf(`f${n}-`), startNs: at(n) })]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = store.listTraces({ limit: 10, ...(cursor === undefined ? {} : { cursor }) });
      seen.push(...page.traces.map((row) => row.traceId));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => traceIdOf(`f${24 - n}-`)));
    expect(store.traceCount()).toBe(25);
  });

  it.each([
    ['100%', ['a']],
    ['TOOL', ['b']],
    ['question', ['b']],
    ['_', []],
    ['', ['a', 'b']],
  ])('filters by text: %j', (text, expected) => {
    ingest([span('r', { name: '100% sure' })]);
    const chat = {
      messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'A Question' }] }],
      tools: [],
    };
    ingest([span('r', { traceId: b, name: 'run' })], [], { chat });
    ingest([span('t', { traceId: b, name: 'tool call', parentId: 'r' })]);
    const found = store.listTraces({ text, limit: 10 }).traces.map((row) => row.traceId);
    expect(found.toSorted()).toEqual(expected.map(traceIdOf));
  });

  it('refuses a cursor of something else', () => {
    expect(() => store.listTraces({ limit: 1, cursor: 'x' })).toThrow(RangeError);
  });
});

describe('an MLflow 2 trace that starts under its request id', () => {
  const requestId = 'c0ffee'.padEnd(32, '1');
  const announced: TraceFacts = {
    traceId: requestId,
    requestId,
    experimentId: '7',
    name: 'predict',
    state: 'running',
    startNs: at(0),
    tags: { 'mlflow.user': 'me', gone: 'x' },
  };

  it('shows as running, and gets its OTel id when spans tell it', () => {
    ingest([], [announced]);
    expect(store.traceRow(requestId)).toMatchObject({ name: 'predict', status: 'running', spanCount: 0 });
    store.putAssessment(requestId, { assessment_id: 'as-1', name: 'good' });
    const changes = ingest([span('r', { name: 'root', requestId, door: 'mlflow' })]);
    expect(changes).toEqual({ changed: [a], removed: [requestId] });
    expect(store.traceCount()).toBe(1);
    expect(store.trace(a)).toMatchObject({
      requestId,
      name: 'root',
      tags: { 'mlflow.user': 'me' },
      assessments: [{ assessment_id: 'as-1', name: 'good' }],
    });
    for (const id of [requestId, a, `tr-${a}`, a.toUpperCase()]) expect(store.resolveTraceId(id)).toBe(a);
  });

  it('joins a trace that another door brought before', () => {
    ingest([], [announced]);
    ingest([span('c', { parentId: 'r' })]);
    expect(store.traceCount()).toBe(2);
    const changes = ingest([span('r', { requestId, door: 'mlflow' })]);
    expect(changes).toEqual({ changed: [a], removed: [requestId] });
    expect(store.traceCount()).toBe(1);
    expect(store.resolveTraceId(requestId)).toBe(a);
    expect(store.traceInfo(a)?.facts).toMatchObject({ experimentId: '7', tags: { gone: 'x' }, state: 'ok' });
  });

  it('goes on being found by the request id: tags set and removed later', () => {
    ingest([], [announced]);
    ingest([span('r', { requestId })]);
    ingest(
      [],
      [{ traceId: requestId, requestId, tags: { gone: null, more: '1' }, state: 'ok', endNs: at(10) }],
    );
    expect(store.traceCount()).toBe(1);
    expect(store.trace(a)?.tags).toEqual({ 'mlflow.user': 'me', more: '1' });
  });

  it('is one trace also when all comes in one batch', () => {
    expect(ingest([span('r', { requestId })], [announced])).toEqual({ changed: [a], removed: [] });
    expect(store.traceRow(a)).toMatchObject({ requestId, status: 'ok' });
  });

  it('is listed by experiment, newest first', () => {
    ingest([span('r', { startNs: at(50) })], [{ traceId: a, experimentId: '7' }]);
    ingest([], [announced]);
    ingest([span('r', { traceId: b })]);
    const infos = store.traceInfos({ experimentIds: ['7'], offset: 0, limit: 10 });
    expect(infos.map((info) => info.facts.traceId)).toEqual([a, requestId]);
    expect(store.traceInfos({ experimentIds: ['7'], offset: 1, limit: 1 })).toHaveLength(1);
    expect(infos[0]).toMatchObject({ spanCount: 1, facts: { name: 'span r', state: 'ok', startNs: at(50) } });
  });
});

describe('span rows', () => {
  it('come in the order they changed, in pages, and again when they change', () => {
    ingest(Array.from({ length: 25 }, (_, n) => span(`s${n}`, { parentId: 'r' })));
    const first = store.spanRows(a, 0, 10);
    expect(first).toMatchObject({ revision: 10, more: true });
    expect(first.rows.map((row) => row.spanId)).toEqual(Array.from({ length: 10 }, (_, n) => `s${n}`));
    ingest([span('s3', { parentId: 'r', status: { code: 'error' } })]);
    const rest = store.spanRows(a, first.revision, 100);
    expect(rest).toMatchObject({ revision: 26, more: false });
    expect(rest.rows).toHaveLength(16);
    expect(rest.rows.at(-1)).toMatchObject({ spanId: 's3', status: 'error', parentId: 'r' });
    expect(store.spanRows(a, rest.revision, 100)).toEqual({ rows: [], revision: 26, more: false });
  });

  it('page through 50,000 spans of one trace', () => {
    const count = 50_000;
    for (let from = 0; from < count; from += 5000) {
      const batch = Array.from({ length: 5000 }, (_, n) => span(`s${from + n}`, { parentId: 'r' }));
      ingest(batch);
    }
    const ids = new Set<string>();
    let page = store.spanRows(a, 0, 7000);
    let pages = 1;
    for (; page.more; pages++) {
      for (const row of page.rows) ids.add(row.spanId);
      page = store.spanRows(a, page.revision, 7000);
    }
    for (const row of page.rows) ids.add(row.spanId);
    expect([ids.size, pages, page.revision]).toEqual([count, 8, count]);
  });
});

describe('raw spans', () => {
  it('come back as they went in', () => {
    const full = span('s', {
      parentId: 'r',
      requestId: 'tr-1',
      attributes: { text: 'ünï\u0000 "quoted"', list: [1, null, { deep: true }], big: '9007199254740993' },
      events: [{ name: 'e', timeNs: at(1), attributes: { n: 1 } }],
      links: [{ traceId: b, spanId: 'x', attributes: {} }],
      droppedAttributes: 2,
      thread: { id: 3, name: 'w' },
    });
    ingest([full]);
    expect(store.rawSpan(a, 's')).toEqual(full);
  });

  it('are read in order of start, also while others are read or written', () => {
    ingest([span('late', { startNs: at(5) }), span('early', { startNs: at(1) })]);
    ingest([span('other', { traceId: b })]);
    const seen: string[] = [];
    for (const one of store.rawSpans(a)) {
      seen.push(one.spanId, ...Array.from(store.rawSpans(b), (inner) => inner.spanId));
      ingest([span('new', { startNs: at(0) })]);
    }
    expect(seen).toEqual(['early', 'other', 'late', 'other']);
  });
});

it('keeps two traces apart that come interleaved', () => {
  for (let n = 0; n < 20; n++) {
    ingest([span(`s${n}`, { parentId: 'r' }), span(`s${n}`, { traceId: b, parentId: 'r', name: `b${n}` })]);
  }
  for (const id of [a, b]) expect(store.traceRow(id)).toMatchObject({ spanCount: 20, revision: 20 });
  expect(store.rawSpan(b, 's3')?.name).toBe('b3');
  expect(store.rawSpan(a, 's3')?.name).toBe('span s3');
});

describe('removing', () => {
  it('hides at once and can be taken back', () => {
    ingest([span('r'), span('r', { traceId: b })]);
    expect(store.remove([a, 'unknown'])).toEqual({ changed: [], removed: [a] });
    expect(store.traceCount()).toBe(1);
    expect([store.traceRow(a), store.trace(a), store.rawSpan(a, 'r'), store.resolveTraceId(a)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(ingest([span('later', { parentId: 'r' })])).toEqual({ changed: [], removed: [] });
    expect(store.remove('all').removed).toEqual([b]);
    expect(store.restore().changed.toSorted()).toEqual([a, b]);
    expect(store.traceRow(a)?.spanCount).toBe(2);
    expect(store.traceCount()).toBe(2);
  });
});

describe('a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-store-'));
  const file = join(folder, 'store.db');
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps everything over a restart, but for what was removed', () => {
    store.close();
    store = open(file);
    const facts: TraceFacts = { traceId: a, requestId: `tr-${a}`, tags: { t: '1' }, metadata: { m: '2' } };
    ingest(
      [span('r', { resource: { 'process.pid': 42, 'host.name': 'box' } }), running('c', { parentId: 'r' })],
      [facts],
    );
    store.putAssessment(a, { assessment_id: 'as', value: 1 });
    ingest([span('r', { traceId: b })]);
    const before = [store.trace(a), store.traceRow(a), store.spanRows(a, 0, 10), [...store.rawSpans(a)]];
    store.remove([b]);
    store.close();
    store = open(file);
    expect([store.trace(a), store.traceRow(a), store.spanRows(a, 0, 10), [...store.rawSpans(a)]]).toEqual(
      before,
    );
    expect(store.trace(a)).toMatchObject({ process: { pid: 42, host: 'box' }, assessments: [{ value: 1 }] });
    expect(store.traceCount()).toBe(1);
    expect(store.restore().changed).toEqual([]);
    ingest([span('new', { traceId: b })]);
    expect(store.traceRow(b)).toMatchObject({ spanCount: 1 });
  });
});

it('stores nothing of a batch that fails', () => {
  const broken = plain(span('broken', { startNs: 'no time' }));
  expect(() => store.write([plain(span('fine')), broken], [])).toThrow(SyntaxError);
  expect(store.traceCount()).toBe(0);
  expect(store.traceRow(a)).toBeUndefined();
  ingest([span('fine')]);
  expect(store.rawSpan(a, 'fine')?.resource).toEqual({ 'service.name': 'test' });
});

it('puts, replaces and removes assessments', () => {
  ingest([span('r')]);
  expect(store.putAssessment(a, { assessment_id: 'x', value: 1 })).toEqual({ changed: [a], removed: [] });
  store.putAssessment(a, { assessment_id: 'x', value: 2 });
  expect(store.traceInfo(a)?.assessments).toEqual([{ assessment_id: 'x', value: 2 }]);
  expect(store.removeAssessment(a, 'y').changed).toEqual([]);
  expect(store.removeAssessment(a, 'x').changed).toEqual([a]);
  expect(store.trace(a)?.assessments).toEqual([]);
  expect(() => store.putAssessment(a, { value: 1 })).toThrow('assessment_id');
});

it('sums a large running trace seldom, and exactly once it has ended', () => {
  const usage = { input: 1, output: 0, total: 1 };
  const calls = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => span(`s${from + n}`, { parentId: 'r' }));
  ingest(calls(0, 2000), [], { usage });
  expect(store.traceRow(a)?.usage?.total).toBe(2000);
  ingest(calls(2000, 10), [], { usage });
  expect(store.traceRow(a)?.usage?.total).toBe(2000);
  nowMs += 2000;
  expect(store.traceRow(a)?.usage?.total).toBe(2010);
  ingest(calls(2010, 10), [], { usage });
  ingest([span('r')]);
  expect(store.traceRow(a)).toMatchObject({ status: 'ok', usage: { total: 2020 } });
});
