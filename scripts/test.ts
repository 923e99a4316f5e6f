// `npm test [-- [--all-versions[=SUITE,…]] SUITE… [vitest's arguments]]`: everything, from a fresh clone to the last test.

import { join } from 'node:path';
import { check } from './check.ts';
import { root } from './lib/paths.ts';
import { runInForeground } from './setup/commands.mjs';
import { isFiltered, type Plan, planTests, type Suite } from './testing/plan.ts';
import { repetitionOf, withRepeated } from './testing/repeat.ts';
import {
  addSummaries,
  countPassed,
  failedStep,
  failuresOf,
  formatSummary,
  isSuccess,
  type Summary,
  skippedOf,
} from './testing/summary.ts';
import { runVitest } from './testing/vitest.ts';

async function main(plan: Plan): Promise<void> {
  const interruption = watchInterruption();
  const results: Summary[] = [];
  // Before the checks: one of them measures what was built.
  const hasPackage = plan.suites.some(({ built }) => built !== 'nothing') && (await makePackage(results));
  for (const suite of plan.suites) {
    if (interruption.aborted) {
      console.error(`\n${suite.name}: not run, because of an interruption`);
      results.push(failedStep(suite.name, 'not run, because of an interruption'));
      break;
    }
    if (suite.built === 'needs' && !hasPackage)
      console.error(`\n${suite.name}: not run, because there is no package to test`);
    else results.push(await runSuite(suite, plan, interruption));
  }
  report(addSummaries(results));
}

/** The running part gets the signal too and ends by itself; no further part is begun. */
function watchInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => controller.abort());
  return controller.signal;
}

async function makePackage(results: Summary[]): Promise<boolean> {
  console.log('\n== build and package');
  const script = join(root, 'scripts', 'package.ts');
  const status = await runInForeground(process.execPath, [script], { cwd: root });
  if (status !== 0) results.push(failedStep('build and package'));
  return status === 0;
}

async function runSuite(suite: Suite, plan: Plan, interruption: AbortSignal): Promise<Summary> {
  const startMs = Date.now();
  console.log(`\n== ${suite.name}`);
  const summary = suite.name === 'check' ? await runCheck() : await runTests(suite, plan, interruption);
  console.log(`${suite.name}: ${formatSummary(summary)} in ${Math.round((Date.now() - startMs) / 1000)} s`);
  return summary;
}

/** Each check counts as one test. */
async function runCheck(): Promise<Summary> {
  const results = await check();
  for (const { name, problems } of results)
    console.log(problems === '' ? `✓ ${name}` : `✗ ${name}\n${problems}`);
  const failures = results
    .filter(({ problems }) => problems !== '')
    .map(({ name }) => ({ name: `check > ${name}` }));
  const passed = results.length - failures.length;
  return { files: [{ file: 'check', passed, failures, skipped: [] }], flaky: [] };
}

/** Runs a suite, and the little that failed once more: what passes then is told as flaky. */
async function runTests(suite: Suite, plan: Plan, interruption: AbortSignal): Promise<Summary> {
  const first = await runVitest(suite, plan, plan.vitestArgs);
  const repetition = isFiltered(plan) ? undefined : repetitionOf(suite, first);
  if (repetition === undefined || interruption.aborted) return first;
  const { files, tests } = repetition;
  console.log(`\n== ${suite.name}, once more: ${files.join(', ')}`);
  const args = tests === undefined ? files : [...files, '-t', tests];
  return withRepeated(first, await runVitest(suite, plan, args), repetition);
}

function report(total: Summary): void {
  console.log('');
  for (const { name, reason } of skippedOf(total)) tell('skipped', name, reason ?? 'no reason given');
  for (const { name, reason } of total.flaky) tell('flaky', name, reason);
  for (const { name, reason } of failuresOf(total)) tell('failed', name, reason);
  if (countPassed(total) + failuresOf(total).length === 0) console.log('No test was run.');
  console.log(formatSummary(total));
  process.exitCode = isSuccess(total) ? 0 : 1;
}

function tell(state: string, name: string, reason?: string): void {
  console.log(`${state}: ${name}${reason ? `: ${reason}` : ''}`);
}

await main(planTests(process.argv.slice(2)));
