/** What one run of tests came to; vitest's is written by the summary reporter, `npm test` reads and adds them. */
export interface Summary {
  readonly files: readonly FileResult[];
  /** Failures that did not come again when their file ran a second time; they fail nothing, but are told. */
  readonly flaky: readonly Failure[];
}

export interface FileResult {
  /** Path from the root of the project; of what is not in a file, what it is (`check`). */
  readonly file: string;
  readonly passed: number;
  /** Failed tests, what could not be loaded, set-ups that failed, and errors outside of any test. */
  readonly failures: readonly Failure[];
  readonly skipped: readonly SkippedTest[];
}

export interface Failure {
  /** File and full name of the test. */
  readonly name: string;
  /** Full name of the test in its file, its parts joined by ` > `; none where it is no test (a set-up, say). */
  readonly test?: string;
  /** First line of its error. */
  readonly reason?: string;
}

export interface SkippedTest {
  readonly name: string;
  /** The note of `context.skip(note)`. */
  readonly reason?: string;
}

/** Something outside of the test files: a step of `npm test` that failed. */
export function failedStep(name: string, reason?: string): Summary {
  const failure = reason === undefined ? { name } : { name, reason };
  return { files: [{ file: name, passed: 0, failures: [failure], skipped: [] }], flaky: [] };
}

export function addSummaries(parts: readonly Summary[]): Summary {
  return { files: parts.flatMap(({ files }) => files), flaky: parts.flatMap(({ flaky }) => flaky) };
}

export function countPassed({ files }: Summary): number {
  return files.reduce((total, { passed }) => total + passed, 0);
}

export function failuresOf({ files }: Summary): readonly Failure[] {
  return files.flatMap(({ failures }) => failures);
}

export function skippedOf({ files }: Summary): readonly SkippedTest[] {
  return files.flatMap(({ skipped }) => skipped);
}

/** `3 passed, 0 failed`, with `, 1 skipped` and `, 1 flaky` where there is one. */
export function formatSummary(summary: Summary): string {
  const parts = [`${countPassed(summary)} passed`, `${failuresOf(summary).length} failed`];
  const skipped = skippedOf(summary).length;
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (summary.flaky.length > 0) parts.push(`${summary.flaky.length} flaky`);
  return parts.join(', ');
}

/** True when something ran and nothing failed. */
export function isSuccess(summary: Summary): boolean {
  return countPassed(summary) > 0 && failuresOf(summary).length === 0;
}
