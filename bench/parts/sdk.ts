import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Variables } from '../../protocol/environment.ts';
import { step } from '../../scripts/setup/commands.mjs';
import { startMlflowServer } from '../../test/differential/harness/mlflowServer.ts';
import { startIdleServer } from '../lib/idleServer.ts';
import type { TablePart } from '../lib/measurement.ts';
import { mergeTables } from '../lib/mergeTables.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import { eachVersion, type Program, planSdk, type Row, type SdkPlan } from '../lib/sdkPlan.ts';
import { type Sample, sdkTables, type Target } from '../lib/sdkTables.ts';
import {
  cleanEnvironment,
  type Mode,
  type Outcome,
  runProgram,
  type Scenario,
  sidetraceEnvironment,
  storedSpans,
} from '../lib/tracedProgram.ts';

const method = `The same program, \`bench/traced_program.py\`, with each SDK: *untraced* (no decorators), *off*
(\`mlflow.tracing.disable()\`), *floor* (a server that does nothing: the SDK’s own price), Sidetrace, and \`mlflow server\` of the
SDK’s version (one worker, SQLite). Of the floor and of Sidetrace two (2,001 spans), three (nested) and five runs (inputs; 2.22.5: three, five, seven), one after the other; figures are medians, a *ratio* is the median of Sidetrace ÷ floor within each round, since the machine has its phases; of the others one run. *Floor again* is the same program against the same server once more, ÷ floor: what it differs from 1 is the noise of the ratios. *run*: with the environment of \`sidetrace run\`,
which is that of its terminals, its helper in both; the others with \`MLFLOW_TRACKING_URI\` alone. *Synchronous*: \`MLFLOW_ENABLE_ASYNC_TRACE_LOGGING=false\`, as all below 3.12 are by
themselves. *Saving*, where the program waits for the server, is what \`mlflow server\` adds ÷ what Sidetrace adds; where
even a server that does nothing would not save five times as much, it is *bounded* by what that would save, and judged by the ratio alone. A process for each run of the
program, floor and Sidetrace in turns; both servers live through all runs of a row and have seen an unmeasured one before, as an editor’s has. Exit is from the program’s last line
to the end of its process. Met: ratio ≤ 1.2; saving ≥ 5 where it is not bounded; 2,001 spans within 10 s (3.5.1, 3.8.1), 4 s (others). Each row has its date: versions may be measured one by one, and the inputs alone (\`--inputs-only\`), or without \`mlflow server\`, whose figures stay then. Without *floor again* are rows from before 2026-11-30 05:00, the quickest of five runs, with five calls of 1 MB.`;

export const sdk: TablePart = {
  name: 'sdk',
  title: 'What each MLflow SDK costs the program',
  method: method.replaceAll('\n', ' '),
  each: eachVersion,
  async measure({ directory, args, old }) {
    const plan = planSdk(args);
    const samples: Sample[] = [];
    const losses: string[] = [];
    for (const row of plan.rows) {
      const label = `MLflow ${row.version.name}${row.isSetToWait ? ', synchronous' : ''}`;
      const bench = { plan, row, python: await row.version.python(), directory, samples, losses };
      await step(label, () => measureRow(bench));
      const hasServer = plan.withMlflowServer && !row.version.isTracingOnly;
      if (hasServer) await step(`${label}, mlflow server`, () => measureMlflowServer(bench));
    }
    // A run whose spans are missing is quick for nothing: its rows are not kept.
    if (losses.length > 0) throw new Error(`Spans that did not arrive: ${losses.join('; ')}.`);
    const date = new Date().toISOString().slice(0, 10);
    return `${mergeTables(old, sdkTables(samples, date))}\n\nAll spans arrived.`;
  },
};

interface Bench {
  readonly plan: SdkPlan;
  readonly row: Row;
  readonly python: string;
  readonly directory: string;
  readonly samples: Sample[];
  readonly losses: string[];
}

async function measureRow(bench: Bench): Promise<void> {
  const directory = await mkdtemp(join(bench.directory, 'sidetrace-'));
  await withReceiver(startSidetrace, directory, async ({ url }) => {
    const idle = await startIdleServer();
    await measureRounds(bench, { idle: idle.url, sidetrace: url }).finally(idle.close);
  });
}

interface Urls {
  readonly idle: string;
  readonly sidetrace: string;
}

async function measureRounds(bench: Bench, urls: Urls): Promise<void> {
  const { programs } = bench.plan;
  const most = Math.max(...programs.map(({ rounds }) => rounds));
  for (const url of [urls.idle, urls.sidetrace]) await warmUp(bench, url);
  for (let round = 1; round <= most; round++) {
    for (const program of programs.filter(({ rounds }) => round <= rounds)) {
      if (round === 1) await measureUntraced(bench, program);
      for (const [suffix, envOf] of environments.slice(0, bench.plan.withPlain ? 2 : 1)) {
        const floor = { round, mode: 'traced', env: envOf(urls.idle) } as const;
        await measureOnce(bench, program, { ...floor, target: `idle${suffix}` });
        await measureSidetrace(bench, program, { suffix, round, url: urls.sidetrace });
        if (suffix === 'Run') await measureOnce(bench, program, { ...floor, target: 'idleAgain' });
      }
    }
  }
}

const environments = [
  ['Run', sidetraceEnvironment],
  ['', plainEnvironment],
] as const;

async function warmUp({ row, python }: Bench, url: string): Promise<void> {
  const env = { ...sidetraceEnvironment(url), ...modeOf(row) };
  await runProgram({ python, mode: 'traced', scenarios: ['nested:50', '1MB:1'], env });
}

async function measureUntraced(bench: Bench, program: Program): Promise<void> {
  const env = cleanEnvironment();
  for (const mode of ['bare', 'off'] as const)
    await measureOnce(bench, program, { target: mode, round: 1, mode, env });
}

interface Place {
  readonly suffix: 'Run' | '';
  readonly round: number;
  readonly url: string;
}

async function measureSidetrace(
  bench: Bench,
  program: Program,
  { suffix, round, url }: Place,
): Promise<void> {
  const { row, losses } = bench;
  const envOf = suffix === 'Run' ? sidetraceEnvironment : plainEnvironment;
  const sinceMs = Date.now();
  await measureOnce(bench, program, { target: `sidetrace${suffix}`, round, mode: 'traced', env: envOf(url) });
  const missing = program.spans - (await storedSpans(url, sinceMs));
  if (missing > 0)
    losses.push(`${missing} of ${program.spans} (${row.version.name}, ${program.name}${suffix})`);
}

async function measureMlflowServer(bench: Bench): Promise<void> {
  const { row, plan } = bench;
  const server = await startMlflowServer(row.version);
  try {
    // Its store is opened by the first request that needs it.
    await fetch(`${server.url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
    for (const program of plan.programs) {
      // Minutes, and nothing that the rows of 3.5 and 3.8 do not say.
      if (row.isSetToWait && program.name === 'wide') continue;
      const scenarios = row.waits ? (program.fewer ?? program.scenarios) : program.scenarios;
      const env = plainEnvironment(server.url);
      await measureOnce(
        bench,
        { ...program, scenarios },
        { target: 'mlflow', round: 1, mode: 'traced', env },
      );
    }
  } finally {
    await server.stop();
  }
}

interface Setting {
  readonly target: Target;
  readonly round: number;
  readonly mode: Mode;
  readonly env: Variables;
}

async function measureOnce(
  bench: Bench,
  program: Program,
  { target, round, mode, env }: Setting,
): Promise<void> {
  const { row, python, samples } = bench;
  const { scenarios } = program;
  const outcome = await runProgram({ python, mode, scenarios, env: { ...env, ...modeOf(row) } });
  for (const scenario of program.scenarios) {
    const [what = ''] = scenario.split(':');
    samples.push({ row, target, what, round, ms: perCall(scenario, outcome) });
  }
  samples.push({ row, target, what: `exit ${program.name}`, round, ms: outcome.exit });
}

function modeOf({ isSetToWait }: Row): Variables {
  return isSetToWait ? { MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: 'false' } : {};
}

function perCall(scenario: Scenario, { program: ms }: Outcome): number {
  const [name = '', count = '1'] = scenario.split(':');
  const total = ms[name] ?? 0;
  return name === 'wide' ? total : total / Number(count);
}

function plainEnvironment(url: string): Variables {
  return { ...cleanEnvironment(), MLFLOW_TRACKING_URI: url };
}
