import { expect, it } from 'vitest';
import {
  addSummaries,
  type FileResult,
  failedStep,
  formatSummary,
  isSuccess,
  type Summary,
} from './summary.ts';

const passed = run({ file: 'a', passed: 2 });
const skipped = run({ file: 'b', skipped: [{ name: 'one', reason: 'no Windows here' }] });
const flaky = { ...passed, flaky: [{ name: 'a > first' }] };

it.each([
  [[passed, passed], '4 passed, 0 failed', true],
  [[passed, failedStep('package')], '2 passed, 1 failed', false],
  [[passed, skipped], '2 passed, 0 failed, 1 skipped', true],
  [[passed, skipped, flaky], '4 passed, 0 failed, 1 skipped, 1 flaky', true],
  [[skipped], '0 passed, 0 failed, 1 skipped', false],
  [[], '0 passed, 0 failed', false],
])('sums up %j', (parts, line, success) => {
  const total = addSummaries(parts);
  expect(formatSummary(total)).toBe(line);
  expect(isSuccess(total)).toBe(success);
});

function run(result: Partial<FileResult>): Summary {
  return { files: [{ file: '', passed: 0, failures: [], skipped: [], ...result }], flaky: [] };
}
