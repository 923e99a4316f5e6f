import { expect, it } from 'vitest';
import { filesToRepeat, replaceRepeated } from './repeat.ts';
import { addSummaries, type FileResult, failedStep, formatSummary, type Summary } from './summary.ts';
import { outsideTests } from './summaryReporter.ts';

const passed = run({ file: 'a', passed: 2 });

it('repeats the few files that failed', () => {
  const failed = (file: string) => run({ file, failures: [{ name: `${file} > test` }] });
  const few = addSummaries([passed, failed('b'), failed('c')]);
  expect(filesToRepeat(few)).toEqual(['b', 'c']);
  expect(filesToRepeat(addSummaries([few, failed('d'), failed('e')]))).toEqual([]);
  expect(filesToRepeat(addSummaries([few, failedStep(outsideTests)]))).toEqual([]);
});

it('takes a file as it came out of the second run, and tells what failed only in the first', () => {
  const first = addSummaries([
    run({ file: 'a', passed: 1, failures: [{ name: 'a > first', reason: 'slow' }, { name: 'a > second' }] }),
    passed,
  ]);
  const second = run({ file: 'a', passed: 2, failures: [{ name: 'a > second' }] });
  const total = replaceRepeated(
    { ...first, files: [first.files[0]!, { ...first.files[1]!, file: 'b' }] },
    second,
  );
  expect(formatSummary(total)).toBe('4 passed, 1 failed, 1 flaky');
  expect(total.flaky).toEqual([{ name: 'a > first', reason: 'slow' }]);
});

it('keeps what failed when the second run has no result of that file', () => {
  const first = run({ file: 'a', failures: [{ name: 'a > first' }] });
  expect(formatSummary(replaceRepeated(first, { files: [], flaky: [] }))).toBe('0 passed, 1 failed');
});

it('counts an error outside of any test that comes in the second run', () => {
  const first = run({ file: 'a', failures: [{ name: 'a > first' }] });
  const second = addSummaries([run({ file: 'a', passed: 1 }), failedStep('outside of any test')]);
  expect(formatSummary(replaceRepeated(first, second))).toBe('1 passed, 1 failed, 1 flaky');
});

function run(result: Partial<FileResult>): Summary {
  return { files: [{ file: '', passed: 0, failures: [], skipped: [], ...result }], flaky: [] };
}
