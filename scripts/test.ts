// `npm test [-- [--all-versions] SUITE… [vitest's arguments]]`: everything, from a fresh clone to the last test.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './check.ts';
import { root } from './lib/paths.ts';
import { runInForeground } from './setup/commands.mjs';
import { allVersionsVariable, isFiltered, type Plan, planTests, type Suite } from './testing/plan.ts';
import {
  addSummaries,
  formatSummary,
  isSuccess,
  nothingRun,
  oneFailure,
  type Summary,
} from './testing/summary.ts';
import { summaryFileVariable } from './testing/summaryReporter.ts';

async function main(plan: Plan): Promise<void> {
  const interruption = watchInterruption();
  const results: Summary[] = [];
  // Before the checks: one of them measures what was built.
  const hasPackage = plan.suites.some(({ built }) => built !== 'nothing') && (await makePackage(results));
  for (const suite of plan.suites) {
    if (interruption.aborted) {
      console.error(`\n${suite.name}: not run, because of an interruption`);
      results.push(oneFailure);
      break;
    }
    if (suite.built === 'needs' && !hasPackage)
      console.error(`\n${suite.name}: not run, because there is no package to test`);
    else results.push(await runSuite(suite, plan));
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
  if (status !== 0) results.push(oneFailure);
  return status === 0;
}

async function runSuite(suite: Suite, plan: Plan): Promise<Summary> {
  const startMs = Date.now();
  console.log(`\n== ${suite.name}`);
  const summary = suite.name === 'check' ? await runCheck() : await runVitest(suite, plan);
  console.log(`${suite.name}: ${formatSummary(summary)} in ${Math.round((Date.now() - startMs) / 1000)} s`);
  return summary;
}

/** Each check counts as one test. */
async function runCheck(): Promise<Summary> {
  const results = await check();
  for (const { name, problems } of results)
    console.log(problems === '' ? `✓ ${name}` : `✗ ${name}\n${problems}`);
  const failed = results.filter(({ problems }) => problems !== '').length;
  return { ...nothingRun, passed: results.length - failed, failed };
}

async function runVitest(suite: Suite, plan: Plan): Promise<Summary> {
  const directory = mkdtempSync(join(tmpdir(), 'sidetrace-test-'));
  const file = join(directory, 'summary.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const projects = suite.projects.map((name) => `--project=${name}`);
  const versions = plan.allVersions ? { [allVersionsVariable]: '1' } : {};
  try {
    const status = await runInForeground(
      process.execPath,
      [vitest, 'run', ...projects, '--passWithNoTests', ...plan.vitestArgs],
      { cwd: root, env: { ...process.env, ...versions, [summaryFileVariable]: file } },
    );
    return judge(readSummary(file), status, plan);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function readSummary(file: string): Summary | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function judge(written: Summary | undefined, status: number | string, plan: Plan): Summary {
  if (!written) {
    console.error(`vitest ended with ${status} before it had a result`);
    return oneFailure;
  }
  // With a filter, vitest counts what the filter left out as skipped, without a reason.
  const skipped = isFiltered(plan) ? written.skipped.filter(({ reason }) => reason) : written.skipped;
  const summary = { ...written, skipped };
  if (summary.files === 0 && !isFiltered(plan)) console.error('No test files');
  const isUncounted = status !== 0 || (summary.files === 0 && !isFiltered(plan));
  return isUncounted && summary.failed === 0 ? addSummaries([summary, oneFailure]) : summary;
}

function report(total: Summary): void {
  console.log('');
  for (const { name, reason } of total.skipped)
    console.log(`skipped: ${name}: ${reason ?? 'no reason given'}`);
  if (total.passed + total.failed === 0) console.log('No test was run.');
  console.log(formatSummary(total));
  process.exitCode = isSuccess(total) ? 0 : 1;
}

await main(planTests(process.argv.slice(2)));
