import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';
import type { Failure, FileResult, SkippedTest, Summary } from './summary.ts';

/** Environment variable with the file that the summary goes to. */
export const summaryFileVariable = 'SIDETRACE_TEST_SUMMARY';

/** The file of errors that came outside of any test. */
export const outsideTests = 'outside of any test';

/** A vitest reporter that writes a run's Summary as JSON. */
export function createSummaryReporter(file: string): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors, reason) {
      const outside = unhandledErrors.map(({ message }) => message);
      if (reason === 'interrupted') outside.push('interrupted');
      const summary: Summary = {
        files: [...modules.map(summarise), ...(outside.length > 0 ? [resultOutside(outside)] : [])],
        flaky: [],
      };
      writeFileSync(file, JSON.stringify(summary));
    },
  };
}

function summarise(module: TestModule): FileResult {
  const file = module.relativeModuleId;
  const tests = [...module.children.allTests()];
  const setUps = [module, ...module.children.allSuites()].filter((suite) => suite.errors().length > 0);
  return {
    file,
    passed: tests.filter((test) => test.result().state === 'passed').length,
    failures: [
      ...tests.filter(hasFailed).map((test) => ({
        ...failure(nameOf(test), test.result().errors?.[0]?.message),
        test: test.fullName,
      })),
      ...setUps.map((suite) => failure(nameOfSuite(file, suite), suite.errors()[0]?.message)),
    ],
    skipped: tests.filter((test) => test.result().state === 'skipped').map(describeSkipped),
  };
}

/** A test that still was to run when the run ended counts as failed. */
function hasFailed(test: TestCase): boolean {
  return ['failed', 'pending'].includes(test.result().state);
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function nameOfSuite(file: string, suite: TestModule | TestSuite): string {
  return suite.type === 'suite' ? `${file} > ${suite.fullName}` : file;
}

function resultOutside(messages: readonly string[]): FileResult {
  const failures = messages.map((message) => failure(outsideTests, message));
  return { file: outsideTests, passed: 0, failures, skipped: [] };
}

function failure(name: string, message = ''): Failure {
  const [reason = ''] = message.split('\n');
  return reason === '' ? { name } : { name, reason };
}

function describeSkipped(test: TestCase): SkippedTest {
  const result = test.result();
  const name = nameOf(test);
  return result.state === 'skipped' && result.note ? { name, reason: result.note } : { name };
}
