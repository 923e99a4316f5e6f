import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/paths.ts';
import { runInForeground } from '../setup/commands.mjs';
import { allVersionsVariable, isFiltered, type Plan, type Suite } from './plan.ts';
import { addSummaries, failedStep, failuresOf, type Summary } from './summary.ts';
import { summaryFileVariable } from './summaryReporter.ts';

/** Runs vitest on one suite; what it has no result for is a failure of the summary. */
export async function runVitest(suite: Suite, plan: Plan, vitestArgs: readonly string[]): Promise<Summary> {
  const directory = mkdtempSync(join(tmpdir(), 'sidetrace-test-'));
  const file = join(directory, 'summary.json');
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const projects = suite.projects.map((name) => `--project=${name}`);
  const versions = plan.allVersions.includes(suite.name) ? { [allVersionsVariable]: '1' } : {};
  try {
    const status = await runInForeground(
      process.execPath,
      [vitest, 'run', ...projects, '--passWithNoTests', ...vitestArgs],
      { cwd: root, env: { ...process.env, ...versions, [summaryFileVariable]: file } },
    );
    return judge(readSummary(file), status, { suite, plan });
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

function judge(
  written: Summary | undefined,
  status: number | string,
  { suite, plan }: { readonly suite: Suite; readonly plan: Plan },
): Summary {
  if (!written) return failedStep(suite.name, `vitest ended with ${status} before it had a result`);
  if (isFiltered(plan)) return withStatus(withoutFilteredOut(written), suite, status);
  if (written.files.length === 0) return failedStep(suite.name, 'No test files');
  return withStatus(written, suite, status);
}

/** With a filter, vitest counts what the filter left out as skipped, without a reason. */
function withoutFilteredOut(written: Summary): Summary {
  const files = written.files.map((result) => ({
    ...result,
    skipped: result.skipped.filter(({ reason }) => reason),
  }));
  return { ...written, files };
}

/** A failure that vitest's status tells and nothing else does is one all the same. */
function withStatus(summary: Summary, suite: Suite, status: number | string): Summary {
  if (status === 0 || failuresOf(summary).length > 0) return summary;
  return addSummaries([summary, failedStep(suite.name, `vitest ended with ${status}`)]);
}
