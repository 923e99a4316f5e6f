import type { Suite } from './plan.ts';
import { type FileResult, failuresOf, type Summary } from './summary.ts';
import { outsideTests } from './summaryReporter.ts';

/** More are no accident of the machine. */
const most = { files: 3, tests: 10 } as const;

/** What is to run once more: these files, or of them the tests whose full names match. */
export interface Repetition {
  readonly files: readonly string[];
  /** A regular expression for vitest's `-t`. */
  readonly tests?: string;
}

/** Undefined where nothing failed, or so much that it is no accident. */
export function repetitionOf({ repeats }: Pick<Suite, 'repeats'>, summary: Summary): Repetition | undefined {
  const files = summary.files.filter(({ failures }) => failures.length > 0).map(({ file }) => file);
  if (files.length === 0 || files.length > most.files || files.includes(outsideTests)) return undefined;
  const tests = failuresOf(summary).map(({ test }) => test);
  if (tests.length > most.tests) return undefined;
  const named = tests.filter((test) => test !== undefined);
  // A set-up that failed is no test.
  if (repeats === 'files' || named.length < tests.length) return { files };
  return { files, tests: `^(?:${named.map(patternOf).join('|')})$` };
}

/** The first run with what came out of the second; what failed only at first is flaky. */
export function withRepeated(first: Summary, second: Summary, { tests }: Repetition): Summary {
  const repeated = new Map(second.files.map((result) => [result.file, result]));
  const failedAgain = new Set(failuresOf(second).map(({ name }) => name));
  const merged = first.files.map((result) => {
    const again = result.failures.length > 0 ? repeated.get(result.file) : undefined;
    if (again === undefined) return { result, flaky: [] };
    if (tests !== undefined && !isSame(result, again)) return { result, flaky: [] };
    return {
      result:
        tests === undefined
          ? again
          : { ...again, passed: result.passed + again.passed, skipped: result.skipped },
      flaky: result.failures.filter(({ name }) => !failedAgain.has(name)),
    };
  });
  const known = new Set(first.files.map(({ file }) => file));
  // What is in no file, an error outside of any test, may come in the second run only.
  const added = second.files.filter(({ file, failures }) => !known.has(file) && failures.length > 0);
  return {
    files: [...merged.map(({ result }) => result), ...added],
    flaky: [...first.flaky, ...merged.flatMap(({ flaky }) => flaky)],
  };
}

/** All that failed has run again, and nothing else: a test that the expression missed must not count as passed. */
function isSame({ failures }: FileResult, again: FileResult): boolean {
  return again.passed + again.failures.length === failures.length;
}

/** Vitest matches names joined by spaces. */
function patternOf(test: string): string {
  return test.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' > ', '(?: > | )');
}
