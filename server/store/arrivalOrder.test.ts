import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RawSpan } from '../decode/rawSpan.ts';
import { openDatabase } from './openDatabase.ts';
import { SqliteStore } from './sqliteStore.ts';
import { at, plain, running, span, traceIdOf } from './testing/spans.ts';

/** What the three doors bring of a small trace: starts, ends, the same span again. */
const arrivals: readonly RawSpan[] = ['r', 'c1', 'c2', 'g'].flatMap((spanId, index) => {
  const parentId = { c1: 'r', c2: 'r', g: 'c1' }[spanId];
  const common = {
    ...(parentId === undefined ? {} : { parentId }),
    startNs: at(index),
    attributes: { [`of ${spanId}`]: index },
  };
  const status = spanId === 'g' ? ({ code: 'error', message: 'no' } as const) : ({ code: 'ok' } as const);
  return [
    running(spanId, { ...common, door: 'live', thread: { id: index } }),
    span(spanId, { ...common, door: 'live', endNs: at(20 + index), status }),
    span(spanId, { ...common, door: 'otlp', endNs: at(20 + index), status, requestId: 'c0ffee' }),
    span(spanId, { ...common, door: 'mlflow', endNs: at(20 + index), requestId: 'c0ffee' }),
  ];
});

function stateAfter(batches: readonly (readonly RawSpan[])[]): unknown {
  const { database } = openDatabase(':memory:');
  const store = new SqliteStore(database);
  for (const batch of batches) {
    const normalised = store.withStored(batch).map((raw) => plain(raw, { inputs: raw.spanId }));
    store.write(normalised, []);
  }
  const traceId = traceIdOf('a');
  const { revision: _, ...row } = store.traceRow(traceId) ?? { revision: 0 };
  const { rows } = store.spanRows(traceId, 0, 100);
  const byId = (a: { readonly spanId: string }, b: { readonly spanId: string }) =>
    a.spanId.localeCompare(b.spanId);
  const state = {
    row,
    rows: rows.toSorted(byId),
    raw: [...store.rawSpans(traceId)],
    trace: store.trace(traceId),
  };
  store.close();
  return state;
}

it('ends in the same trace whatever order and batches its spans come in', () => {
  const expected = stateAfter([arrivals]);
  expect(expected).toMatchObject({
    row: { spanCount: 4, errorCount: 1, status: 'ok', endNs: at(23), preview: 'r' },
  });
  const shuffled = fc.shuffledSubarray([...arrivals], {
    minLength: arrivals.length,
    maxLength: arrivals.length,
  });
  fc.assert(
    fc.property(shuffled, fc.integer({ min: 1, max: 16 }), (order, size) => {
      const batches = [];
      for (let from = 0; from < order.length; from += size) batches.push(order.slice(from, from + size));
      expect(stateAfter(batches)).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});
