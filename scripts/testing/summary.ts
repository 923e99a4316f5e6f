/** What one vitest run came to; written by the summary reporter, read by `npm test`. */
export interface Summary {
  readonly files: number;
  readonly passed: number;
  /** Failed tests, files that could not be loaded, set-ups that failed, and errors outside of any test. */
  readonly failed: number;
  readonly skipped: readonly SkippedTest[];
}

export interface SkippedTest {
  readonly name: string;
  /** The note of `context.skip(note)`. */
  readonly reason?: string;
}

export const nothingRun: Summary = { files: 0, passed: 0, failed: 0, skipped: [] };
export const oneFailure: Summary = { ...nothingRun, failed: 1 };

export function addSummaries(parts: readonly Summary[]): Summary {
  return {
    files: sum(parts.map(({ files }) => files)),
    passed: sum(parts.map(({ passed }) => passed)),
    failed: sum(parts.map(({ failed }) => failed)),
    skipped: parts.flatMap(({ skipped }) => skipped),
  };
}

/** `3 passed, 0 failed`, with `, 1 skipped` where there is one. */
export function formatSummary({ passed, failed, skipped }: Summary): string {
  const skippedPart = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
  return `${passed} passed, ${failed} failed${skippedPart}`;
}

/** True when something ran and nothing failed. */
export function isSuccess({ passed, failed }: Summary): boolean {
  return passed > 0 && failed === 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
