import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqliteStore } from './sqliteStore.ts';
import { openStore } from './testing/openStore.ts';
import { at, ingestInto, plain, running, span, traceIdOf } from './testing/spans.ts';

let store: SqliteStore;
let nowMs = 1_790_000_000_000;
const a = traceIdOf('a');
const b = traceIdOf('b');

beforeEach(() => {
  store = openStore(() => nowMs);
});

afterEach(() => store.close());

describe('a trace row', () => {
  it('grows with its spans, in whatever order they come', () => {
    const child = span('c', { parentId: 'r', startNs: at(2), endNs: at(5), status: { code: 'error' } });
    expect(ingestInto(store, [child])).toEqual({ changed: [a], removed: [] });
    expect(store.traceRow(a)).toMatchObject({
      name: 'span c',
      status: 'running',
      spanCount: 1,
      errorCount: 1,
    });
    expect(store.traceRow(a)?.endNs).toBeUndefined();
    ingestInto(store, [span('r', { name: 'run', startNs: at(0), endNs: at(9) })]);
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
    ingestInto(store, [start]);
    expect(store.traceRow(a)).toMatchObject({ status: 'running', spanCount: 1, errorCount: 0 });
    for (const again of [end, end, start]) ingestInto(store, [again]);
    expect(store.traceRow(a)).toMatchObject({
      status: 'error',
      spanCount: 1,
      errorCount: 1,
      preview: 'boom',
      endNs: at(10),
    });
  });

  it('merges what comes twice in one batch', () => {
    ingestInto(store, [
      running('r', { door: 'live', attributes: { seen: 1 } }),
      span('r', { attributes: { q: 2 } }),
    ]);
    expect(store.rawSpan(a, 'r')?.attributes).toEqual({ seen: 1, q: 2 });
    expect(store.traceRow(a)).toMatchObject({ spanCount: 1, status: 'ok' });
  });

  it('takes the next root when the first turns out to be a child', () => {
    ingestInto(store, [running('c', { door: 'live', startNs: at(1), name: 'child' })]);
    ingestInto(store, [
      span('r', { startNs: at(2), name: 'run' }),
      span('c', { startNs: at(1), parentId: 'r' }),
    ]);
    expect(store.traceRow(a)?.name).toBe('run');
    expect(store.trace(a)?.rootSpanIds).toEqual(['r']);
  });

  it('keeps nanoseconds, and times that no clock should send', () => {
    ingestInto(store, [span('r', { startNs: '1790000000123456789', endNs: '18446744073709551615' })]);
    expect(store.rawSpan(a, 'r')?.startNs).toBe('1790000000123456789');
    expect(store.rawSpan(a, 'r')?.endNs).toBe('9223372036854775807');
  });

  it('waits for a missing root only until the trace is quiet', () => {
    ingestInto(store, [span('c', { parentId: 'elsewhere' })]);
    ingestInto(store, [running('x', { traceId: b, parentId: 'elsewhere' })]);
    const times = () => ({ quietSinceMs: nowMs, silentSinceMs: nowMs });
    expect(store.settleQuiet(times())).toEqual({ changed: [], removed: [] });
    nowMs += 1000;
    expect(store.settleQuiet(times())).toEqual({ changed: [a], removed: [] });
    expect(store.traceRow(a)).toMatchObject({ status: 'ok', endNs: at(10) });
    expect(store.traceRow(b)?.status).toBe('running');
    store.write([], [{ traceId: a, tags: { seen: 'yes' } }]);
    expect(store.traceRow(a)?.status).toBe('ok');
    ingestInto(store, [span('d', { parentId: 'elsewhere' })]);
    expect(store.traceRow(a)?.status).toBe('running');
  });

  it('sums usage without counting a call twice, when it is asked', () => {
    const usage = { input: 10, output: 5, total: 15 };
    ingestInto(store, [span('outer', { parentId: 'r' }), span('inner', { parentId: 'outer' })], [], {
      kind: 'LLM',
      usage,
    });
    expect(store.traceRow(a)?.usage).toEqual(usage);
    ingestInto(store, [span('other', { parentId: 'r' }), span('r')], [], { kind: 'LLM', usage });
    expect(store.traceRow(a)?.usage).toEqual({ input: 20, output: 10, total: 30 });
  });
});

describe('the list', () => {
  it('is newest first, in pages', () => {
    for (let n = 0; n < 25; n++)
      ingestInto(store, [span('r', { traceId: traceIdOf(`f${n}-`), startNs: at(n) })]);
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
    ingestInto(store, [span('r', { name: '100% sure' })]);
    const chat = {
      messages: [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'A Question' }] }],
      tools: [],
    };
    ingestInto(store, [span('r', { traceId: b, name: 'run' })], [], { chat });
    ingestInto(store, [span('t', { traceId: b, name: 'tool call', parentId: 'r' })]);
    const found = store.listTraces({ text, limit: 10 }).traces.map((row) => row.traceId);
    expect(found.toSorted()).toEqual(expected.map(traceIdOf));
  });

  it('refuses a cursor of something else', () => {
    expect(() => store.listTraces({ limit: 1, cursor: 'x' })).toThrow(RangeError);
  });
});

describe('span rows', () => {
  it('come in the order they changed, in pages, and again when they change', () => {
    ingestInto(
      store,
      Array.from({ length: 25 }, (_, n) => span(`s${n}`, { parentId: 'r' })),
    );
    const first = store.spanRows(a, 0, 10);
    expect(first).toMatchObject({ revision: 10, more: true });
    expect(first.rows.map((row) => row.spanId)).toEqual(Array.from({ length: 10 }, (_, n) => `s${n}`));
    ingestInto(store, [span('s3', { parentId: 'r', status: { code: 'error' } })]);
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
      ingestInto(store, batch);
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
    ingestInto(store, [full]);
    expect(store.rawSpan(a, 's')).toEqual(full);
  });

  it('are read in order of start, also while others are read or written', () => {
    ingestInto(store, [span('late', { startNs: at(5) }), span('early', { startNs: at(1) })]);
    ingestInto(store, [span('other', { traceId: b })]);
    const seen: string[] = [];
    for (const one of store.rawSpans(a)) {
      seen.push(one.spanId, ...Array.from(store.rawSpans(b), (inner) => inner.spanId));
      ingestInto(store, [span('new', { startNs: at(0) })]);
    }
    expect(seen).toEqual(['early', 'other', 'late', 'other']);
  });
});

it('keeps two traces apart that come interleaved', () => {
  for (let n = 0; n < 20; n++) {
    ingestInto(store, [
      span(`s${n}`, { parentId: 'r' }),
      span(`s${n}`, { traceId: b, parentId: 'r', name: `b${n}` }),
    ]);
  }
  for (const id of [a, b]) expect(store.traceRow(id)).toMatchObject({ spanCount: 20, revision: 20 });
  expect(store.rawSpan(b, 's3')?.name).toBe('b3');
  expect(store.rawSpan(a, 's3')?.name).toBe('span s3');
});

it('stores nothing of a batch that fails', () => {
  const broken = plain(span('broken', { startNs: 'no time' }));
  expect(() => store.write([plain(span('fine')), broken], [])).toThrow(SyntaxError);
  expect(store.traceCount()).toBe(0);
  expect(store.traceRow(a)).toBeUndefined();
  ingestInto(store, [span('fine')]);
  expect(store.rawSpan(a, 'fine')?.resource).toEqual({ 'service.name': 'test' });
});

it('puts, replaces and removes assessments', () => {
  ingestInto(store, [span('r')]);
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
  ingestInto(store, calls(0, 2000), [], { usage });
  expect(store.traceRow(a)?.usage?.total).toBe(2000);
  ingestInto(store, calls(2000, 10), [], { usage });
  expect(store.traceRow(a)?.usage?.total).toBe(2000);
  nowMs += 2000;
  expect(store.traceRow(a)?.usage?.total).toBe(2010);
  ingestInto(store, calls(2010, 10), [], { usage });
  ingestInto(store, [span('r')]);
  expect(store.traceRow(a)).toMatchObject({ status: 'ok', usage: { total: 2020 } });
});
