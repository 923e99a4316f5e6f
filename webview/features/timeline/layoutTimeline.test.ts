import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SpanEntry } from '../../state/openTrace.ts';
import { durationMs, layoutBar, layoutTicks, niceStep, timeAxis, timeExtent } from './layoutTimeline.ts';

function entry(
  startMs: number,
  endMs: number | undefined,
  status: 'ok' | 'running' | 'aborted' = 'ok',
): SpanEntry {
  const row = { spanId: `${startMs}`, name: 'x', kind: 'LLM', status, startNs: '0' } as const;
  return endMs === undefined ? { row, startMs } : { row, startMs, endMs };
}

function axisOf(entries: readonly SpanEntry[], nowMs: number) {
  return timeAxis(timeExtent(new Map(entries.map((item, at) => [String(at), item]))), nowMs);
}

it('spans one axis from the first start to the last end', () => {
  expect(axisOf([entry(10, 20), entry(-5, 8)], 1000)).toEqual({ startMs: -5, endMs: 20 });
});

it('reaches to now only while something runs', () => {
  expect(axisOf([entry(0, 20), entry(5, undefined, 'running')], 100).endMs).toBe(100);
  expect(axisOf([entry(0, 20), entry(5, undefined, 'aborted')], 100).endMs).toBe(20);
});

it('has a length even for nothing, and for a span of no time', () => {
  for (const entries of [[], [entry(3, 3)]]) {
    const axis = axisOf(entries, 0);
    expect(axis.endMs).toBeGreaterThan(axis.startMs);
  }
});

it('lays out bars in percent of the axis; a running one grows to now', () => {
  const axis = { startMs: 0, endMs: 200 };
  expect(layoutBar(entry(50, 100), axis, 200)).toEqual({ left: 25, width: 25 });
  expect(layoutBar(entry(50, undefined, 'running'), axis, 200)).toEqual({ left: 25, width: 75 });
  expect(layoutBar(entry(50, undefined, 'aborted'), axis, 200)).toEqual({ left: 25, width: 0 });
});

it('knows no duration of what neither ended nor runs', () => {
  expect(durationMs(entry(0, undefined, 'aborted'), 50)).toBeUndefined();
  expect(durationMs(entry(0, undefined, 'running'), 50)).toBe(50);
  expect(durationMs(entry(10, 5), 50)).toBe(0);
});

it('keeps every bar inside the axis', () => {
  const time = fc.double({ min: -1e7, max: 1e7, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(time, fc.option(time, { nil: undefined })), { minLength: 1 }),
      time,
      (times, now) => {
        const entries = times.map(([start, end]) => entry(start, end, end === undefined ? 'running' : 'ok'));
        const axis = axisOf(entries, now);
        for (const item of entries) {
          const { left, width } = layoutBar(item, axis, now);
          expect(left).toBeGreaterThanOrEqual(0);
          expect(width).toBeGreaterThanOrEqual(0);
          expect(left + width).toBeLessThanOrEqual(100 + 1e-6);
        }
      },
    ),
  );
});

it.each([
  [0.4, 0.5],
  [3, 5],
  [684, 1000],
  [1000, 1000],
  [1001, 2000],
  [12_000, 20_000],
  [55_000, 60_000],
  [70_000, 120_000],
  [3_000_000, 3_600_000],
])('steps of at least %d ms are %d ms', (minimum, step) => {
  expect(niceStep(minimum)).toBeCloseTo(step, 9);
});

it('never draws more ticks than there is room for', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e9, noNaN: true }), (length) => {
      const ticks = layoutTicks({ startMs: 0, endMs: length }, 5);
      expect(ticks.length).toBeLessThanOrEqual(6);
      expect(ticks[0]).toEqual({ left: 0, offsetMs: 0 });
      for (const { left } of ticks) expect(left).toBeLessThanOrEqual(100);
    }),
  );
});
