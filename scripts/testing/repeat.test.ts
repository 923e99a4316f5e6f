import { expect, it } from 'vitest';
import { repetitionOf, withRepeated } from './repeat.ts';
import { addSummaries, type FileResult, failedStep, formatSummary, type Summary } from './summary.ts';
import { outsideTests } from './summaryReporter.ts';

const passed = run({ file: 'a', passed: 2 });
const files = { repeats: 'files' } as const;
const tests = { repeats: 'tests' } as const;

it('repeats the few files that failed, or the tests', () => {
  const few = addSummaries([passed, failed('b', 'MLflow 2.14 > shows (all)'), failed('c', 'second')]);
  expect(repetitionOf(files, few)).toEqual({ files: ['b', 'c'] });
  const repetition = repetitionOf(tests, few);
  expect(repetition?.files).toEqual(['b', 'c']);
  const pattern = new RegExp(repetition?.tests ?? '');
  const names = ['MLflow 2.14 shows (all)', 'second', 'MLflow 2x14 shows (all)', 'a second', 'second one'];
  expect(names.filter((name) => pattern.test(name))).toEqual(['MLflow 2.14 shows (all)', 'second']);
});

it('repeats whole files where a set-up failed', () => {
  const setUp = run({ file: 'c', failures: [{ name: 'c' }] });
  expect(repetitionOf(tests, addSummaries([failed('b', 'one'), setUp]))).toEqual({ files: ['b', 'c'] });
});

it('repeats nothing where nothing failed, where much did, and what is outside of tests', () => {
  const much = addSummaries(['a', 'b', 'c', 'd'].map((file) => failed(file, 'one')));
  const many = failed('a', ...Array.from({ length: 11 }, (_, number) => `test ${number}`));
  for (const summary of [passed, much, many, failedStep(outsideTests)])
    expect(repetitionOf(tests, summary)).toBeUndefined();
});

it('takes a file as it came out of the second run, and tells what failed only in the first', () => {
  const first = addSummaries([failed('a', 'first', 'second'), { ...run({ file: 'b', passed: 2 }) }]);
  const second = run({ file: 'a', passed: 2, failures: [{ name: 'a > second', test: 'second' }] });
  const total = withRepeated(first, second, { files: ['a'] });
  expect(formatSummary(total)).toBe('4 passed, 1 failed, 1 flaky');
  expect(total.flaky.map(({ name }) => name)).toEqual(['a > first']);
});

it('adds the tests that passed in the second run', () => {
  const first = run({
    file: 'a',
    passed: 7,
    failures: failuresOfTests('a', ['first', 'second']),
    skipped: [{ name: 'a > other', reason: 'no Windows' }],
  });
  const unrun = Array.from({ length: 8 }, (_, number) => ({ name: `a > ${number}` }));
  const second = run({ file: 'a', passed: 1, failures: failuresOfTests('a', ['second']), skipped: unrun });
  const total = withRepeated(first, second, { files: ['a'], tests: 'first|second' });
  expect(formatSummary(total)).toBe('8 passed, 1 failed, 1 skipped, 1 flaky');
});

it('keeps what failed when the second run has not run it', () => {
  const first = failed('a', 'first');
  const nothing = run({ file: 'a', skipped: [{ name: 'a > first' }] });
  const whole = { files: ['a'], tests: 'first' };
  expect(formatSummary(withRepeated(first, { files: [], flaky: [] }, whole))).toBe('0 passed, 1 failed');
  expect(formatSummary(withRepeated(first, nothing, whole))).toBe('0 passed, 1 failed');
});

it('counts an error outside of any test that comes in the second run', () => {
  const second = addSummaries([run({ file: 'a', passed: 1 }), failedStep(outsideTests)]);
  const total = withRepeated(failed('a', 'first'), second, { files: ['a'] });
  expect(formatSummary(total)).toBe('1 passed, 1 failed, 1 flaky');
});

function failed(file: string, ...names: readonly string[]): Summary {
  return run({ file, failures: failuresOfTests(file, names) });
}

function failuresOfTests(file: string, names: readonly string[]): FileResult['failures'] {
  return names.map((test) => ({ name: `${file} > ${test}`, test }));
}

function run(result: Partial<FileResult>): Summary {
  return { files: [{ file: '', passed: 0, failures: [], skipped: [], ...result }], flaky: [] };
}
