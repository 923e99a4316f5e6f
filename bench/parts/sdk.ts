import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import type { Variables } from '../../protocol/environment.ts';
import { step } from '../../scripts/setup/commands.mjs';
import { startMlflowServer } from '../../test/differential/harness/mlflowServer.ts';
import { startIdleServer } from '../lib/idleServer.ts';
import type { TablePart } from '../lib/measurement.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import { type Program, planSdk, programs, type Row } from '../lib/sdkPlan.ts';
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
SDK’s version (one worker, SQLite). Of the floor and of Sidetrace the median of two or three runs, of the others one run. *run*: with the environment of \`sidetrace run\`; the others with
\`MLFLOW_TRACKING_URI\` alone. *Synchronous*: \`MLFLOW_ENABLE_ASYNC_TRACE_LOGGING=false\`, as all below 3.12 are by themselves. *Ratio* is
Sidetrace ÷ floor. *Saving*, where the program waits for the server, is what \`mlflow server\` adds ÷ what Sidetrace adds. A process and a
database of its own for each run, floor and Sidetrace in turns; exit is from the program’s last line to the end of its
process. Met: ratios ≤ 1.2; saving ≥ 5; 2,001 spans within 10 s (3.5.1, 3.8.1), 4 s (others).`;

export const sdk: TablePart = {
  name: 'sdk',
  title: 'What each MLflow SDK costs the program',
  method: method.replaceAll('\n', ' '),
  async measure({ directory, args }) {
    const plan = planSdk(args);
    const samples: Sample[] = [];
    const losses: string[] = [];
    for (const row of plan.rows) {
      const label = `MLflow ${row.version.name}${row.isSetToWait ? ', synchronous' : ''}`;
      const bench = { row, python: await row.version.python(), directory, samples, losses };
      await step(label, () => measureRow(bench));
      const hasServer = plan.withMlflowServer && !row.version.isTracingOnly;
      if (hasServer) await step(`${label}, mlflow server`, () => measureMlflowServer(bench));
    }
    const lost =
      losses.length === 0 ? 'All spans arrived.' : `Spans that did not arrive: ${losses.join('; ')}.`;
    return `${sdkTables(samples)}\n\n${lost}`;
  },
};

interface Bench {
  readonly row: Row;
  readonly python: string;
  readonly directory: string;
  readonly samples: Sample[];
  readonly losses: string[];
}

async function measureRow(bench: Bench): Promise<void> {
  for (let round = 1; round <= Math.max(...programs.map(({ rounds }) => rounds)); round++) {
    for (const program of programs.filter(({ rounds }) => round <= rounds)) {
      if (round === 1) await measureUntraced(bench, program);
      await withIdle(bench, program, 'idleRun', sidetraceEnvironment);
      await withSidetrace(bench, program, 'sidetraceRun', sidetraceEnvironment);
      await withIdle(bench, program, 'idle', plainEnvironment);
      await withSidetrace(bench, program, 'sidetrace', plainEnvironment);
    }
  }
}

async function measureUntraced(bench: Bench, program: Program): Promise<void> {
  const env = cleanEnvironment();
  for (const mode of ['bare', 'off'] as const) await measureOnce(bench, program, { target: mode, mode, env });
}

type EnvironmentOf = (url: string) => Variables;

async function withIdle(bench: Bench, program: Program, target: Target, envOf: EnvironmentOf): Promise<void> {
  const idle = await startIdleServer();
  await measureOnce(bench, program, { target, mode: 'traced', env: envOf(idle.url) }).finally(idle.close);
}

async function withSidetrace(
  bench: Bench,
  program: Program,
  target: Target,
  envOf: EnvironmentOf,
): Promise<void> {
  const { row, losses } = bench;
  const directory = await mkdtemp(join(bench.directory, 'sidetrace-'));
  await withReceiver(startSidetrace, directory, async ({ url }) => {
    await measureOnce(bench, program, { target, mode: 'traced', env: envOf(url) });
    const missing = program.spans - (await storedSpans(url));
    if (missing > 0)
      losses.push(`${missing} of ${program.spans} (${row.version.name}, ${program.name}, ${target})`);
  });
}

async function measureMlflowServer(bench: Bench): Promise<void> {
  const { row } = bench;
  const server = await startMlflowServer(row.version);
  try {
    // Its store is opened by the first request that needs it.
    await fetch(`${server.url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
    for (const program of programs) {
      // Minutes, and nothing that the rows of 3.5 and 3.8 do not say.
      if (row.isSetToWait && program.name === 'wide') continue;
      const scenarios = row.waits ? (program.fewer ?? program.scenarios) : program.scenarios;
      const env = plainEnvironment(server.url);
      await measureOnce(bench, { ...program, scenarios }, { target: 'mlflow', mode: 'traced', env });
    }
  } finally {
    await server.stop();
  }
}

interface Setting {
  readonly target: Target;
  readonly mode: Mode;
  readonly env: Variables;
}

async function measureOnce(bench: Bench, program: Program, { target, mode, env }: Setting): Promise<void> {
  const { row, python, samples } = bench;
  const sync = row.isSetToWait ? { MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: 'false' } : {};
  const outcome = await runProgram({ python, mode, scenarios: program.scenarios, env: { ...env, ...sync } });
  for (const scenario of program.scenarios) {
    const [what = ''] = scenario.split(':');
    samples.push({ row, target, what, ms: perCall(scenario, outcome) });
  }
  samples.push({ row, target, what: `exit ${program.name}`, ms: outcome.exit });
}

function perCall(scenario: Scenario, { program: ms }: Outcome): number {
  const [name = '', count = '1'] = scenario.split(':');
  const total = ms[name] ?? 0;
  return name === 'wide' ? total : total / Number(count);
}

function plainEnvironment(url: string): Variables {
  return { ...cleanEnvironment(), MLFLOW_TRACKING_URI: url };
}
