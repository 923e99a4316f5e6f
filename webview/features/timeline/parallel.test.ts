import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SpanEntry } from '../../state/openTrace.ts';
import { parallelOf } from './parallel.ts';

function entry(startMs: number, endMs?: number, status: 'ok' | 'running' | 'aborted' = 'ok'): SpanEntry {
  const row = { spanId: 'x', name: 'x', kind: 'LLM', status, startNs: '0' } as const;
  return { row, startMs, ...(endMs !== undefined && { endMs }) };
}

it('tells the time that side by side took, and one after the other would have', () => {
  const six = [0, 10, 20, 30, 40, 50].map((start) => entry(start, start + 1000));
  expect(parallelOf(six, 0)).toEqual({ count: 6, most: 6, wallMs: 1050, serialMs: 6000 });
});

it('does not count the time in which nothing ran', () => {
  const twice = [entry(500, 600), entry(0, 100), entry(510, 590)];
  expect(parallelOf(twice, 0)).toMatchObject({ most: 2, wallMs: 200, serialMs: 280 });
});

it('one after the other is not side by side', () => {
  expect(parallelOf([entry(0, 100), entry(100, 200)], 0)).toMatchObject({
    most: 1,
    wallMs: 200,
    serialMs: 200,
  });
  expect(parallelOf([entry(0, 0), entry(0, 0)], 0)).toMatchObject({ wallMs: 0, serialMs: 0 });
});

it('what runs counts until now; what was cut off has no known length', () => {
  const entries = [entry(0, undefined, 'running'), entry(10, undefined, 'aborted')];
  expect(parallelOf(entries, 50)).toMatchObject({ count: 2, wallMs: 50, serialMs: 50 });
  expect(parallelOf([], 0)).toEqual({ count: 0, most: 0, wallMs: 0, serialMs: 0 });
});

it('never takes longer than in series, nor saves more than there are beside each other', () => {
  const time = fc.integer({ min: 0, max: 10_000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(time, time), { minLength: 1 }), (times) => {
      const { most, wallMs, serialMs, count } = parallelOf(
        times.map(([start, took]) => entry(start, start + took)),
        0,
      );
      expect(wallMs).toBeLessThanOrEqual(serialMs);
      expect(wallMs * most).toBeGreaterThanOrEqual(serialMs);
      expect(most).toBeGreaterThanOrEqual(1);
      expect(most).toBeLessThanOrEqual(count);
    }),
  );
});
