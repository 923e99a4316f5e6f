import { expect, it } from 'vitest';
import { addSummaries, formatSummary, isSuccess, nothingRun, oneFailure } from './summary.ts';

const passed = { ...nothingRun, files: 1, passed: 2 };
const skipped = { ...nothingRun, files: 1, skipped: [{ name: 'one', reason: 'no Windows here' }] };

it.each([
  [[passed, passed], '4 passed, 0 failed', true],
  [[passed, oneFailure], '2 passed, 1 failed', false],
  [[passed, skipped], '2 passed, 0 failed, 1 skipped', true],
  [[skipped], '0 passed, 0 failed, 1 skipped', false],
  [[], '0 passed, 0 failed', false],
])('sums up %j', (parts, line, success) => {
  const total = addSummaries(parts);
  expect(formatSummary(total)).toBe(line);
  expect(isSuccess(total)).toBe(success);
});
