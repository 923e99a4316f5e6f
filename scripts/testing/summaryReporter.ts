import { writeFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Summary } from './summary.ts';

/** Environment variable with the file that the summary goes to. */
export const summaryFileVariable = 'SIDETRACE_TEST_SUMMARY';

/** A vitest reporter that writes a run's Summary as JSON. */
export function createSummaryReporter(file: string): Reporter {
  return {
    onTestRunEnd(modules, unhandledErrors, reason) {
      const summary = summarise(modules);
      const outside = unhandledErrors.length + (reason === 'interrupted' ? 1 : 0);
      writeFileSync(file, JSON.stringify({ ...summary, failed: summary.failed + outside }));
    },
  };
}

function summarise(modules: readonly TestModule[]): Summary {
  const tests = modules.flatMap((module) => [...module.children.allTests()]);
  const withState = (state: string) => tests.filter((test) => test.result().state === state);
  const failedSetUps = modules
    .flatMap((module) => [module, ...module.children.allSuites()])
    .filter((suite) => suite.errors().length > 0);
  return {
    files: modules.length,
    passed: withState('passed').length,
    failed: withState('failed').length + withState('pending').length + failedSetUps.length,
    skipped: withState('skipped').map(describeSkipped),
  };
}

function describeSkipped(test: TestCase): Summary['skipped'][number] {
  const name = `${test.module.relativeModuleId} > ${test.fullName}`;
  const result = test.result();
  return result.state === 'skipped' && result.note ? { name, reason: result.note } : { name };
}
