import { failuresOf, type Summary } from './summary.ts';
import { outsideTests } from './summaryReporter.ts';

/** More files than these are no accident of the machine. */
const mostFiles = 3;

/** The files to run once more; none where so much failed that it is no accident. */
export function filesToRepeat({ files }: Summary): readonly string[] {
  const failed = files.filter(({ failures }) => failures.length > 0).map(({ file }) => file);
  return failed.length <= mostFiles && !failed.includes(outsideTests) ? failed : [];
}

/** The first run with its failed files as they came out of a second run; what failed only at first is flaky. */
export function replaceRepeated(first: Summary, second: Summary): Summary {
  const repeated = new Map(second.files.map((result) => [result.file, result]));
  const failedAgain = new Set(failuresOf(second).map(({ name }) => name));
  const flaky = first.files
    .filter(({ file }) => repeated.has(file))
    .flatMap(({ failures }) => failures)
    .filter(({ name }) => !failedAgain.has(name));
  const known = new Set(first.files.map(({ file }) => file));
  const files = first.files.map((result) => repeated.get(result.file) ?? result);
  // What is in no file, an error outside of any test, may come in the second run only.
  const added = second.files.filter(({ file, failures }) => !known.has(file) && failures.length > 0);
  return { files: [...files, ...added], flaky: [...first.flaky, ...flaky] };
}
