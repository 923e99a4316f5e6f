import { expect, it } from 'vitest';
import { percentile, spreadOf } from './stats.ts';

it.each([
  [0, 1],
  [0.5, 3],
  [0.95, 5],
  [1, 5],
])('takes the %d quantile by the nearest rank', (share, expected) => {
  expect(percentile([5, 1, 4, 2, 3], share)).toBe(expected);
});

it('says how far values are apart', () => {
  expect(spreadOf([7, 3, 5])).toEqual({ min: 3, median: 5, max: 7 });
});

it('has no percentile of nothing', () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError);
});
