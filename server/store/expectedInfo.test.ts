import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RawBatch } from '../decode/rawSpan.ts';
import { createEngine, type Engine } from '../engine.ts';
import { plain, running, span, traceIdOf } from './testing/spans.ts';

const a = traceIdOf('a');
let engine: Engine;

beforeEach(() => {
  engine = createEngine({
    databaseFile: ':memory:',
    normalise: (raw) => plain(raw),
    resolveSource: async () => ({ candidates: [], reason: '' }),
  });
});

afterEach(() => engine.dispose());

const spans = (...of: RawBatch['spans']): RawBatch => ({ spans: of, traces: [] });

it('says of an accepted trace what will be stored', () => {
  engine.ingest(spans(span('r'), running('c')));
  engine.accept({
    spans: [],
    traces: [{ traceId: a, requestId: 'tr-a', state: 'ok', tags: { t: '1' }, metadata: { m: '1' } }],
  });
  engine.accept(spans(span('c'), span('d')));
  engine.accept({ spans: [], traces: [{ traceId: a, tags: { t: '2' }, metadata: { n: '2' } }] });
  const expected = engine.expectedInfo({ traceId: a });
  expect(expected.spanCount).toBe(3);
  expect(expected.facts).toMatchObject({ requestId: 'tr-a', tags: { t: '2' }, metadata: { m: '1', n: '2' } });
  const stored = engine.store.traceInfo(a);
  expect(stored).toMatchObject({ spanCount: 3, facts: expected.facts });
  expect(engine.expectedInfo({ traceId: a })).toEqual(stored);
});

it('counts no span that only a live record told', () => {
  engine.accept(spans(span('r', { door: 'live' }), span('c')));
  expect(engine.expectedInfo({ traceId: a }).spanCount).toBe(1);
  expect(engine.store.traceInfo(a)?.spanCount).toBe(1);
});

it('finds a trace by the id that it was accepted under', () => {
  expect(engine.expectedTraceId('f'.repeat(32))).toBeUndefined();
  engine.accept({ spans: [], traces: [{ traceId: a, requestId: 'f'.repeat(32) }] });
  expect(engine.expectedTraceId('f'.repeat(32))).toBe(a);
  expect(engine.store.resolveTraceId('f'.repeat(32))).toBe(a);
});
