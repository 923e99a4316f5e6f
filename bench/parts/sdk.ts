import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Variables } from '../../protocol/environment.ts';
import { step } from '../../scripts/setup/commands.mjs';
import { startMlflowServer } from '../../test/differential/harness/mlflowServer.ts';
import { type IdleServer, startIdleServer } from '../lib/idleServer.ts';
import type { TablePart } from '../lib/measurement.ts';
import { mergeTables } from '../lib/mergeTables.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import {
  eachVersion,
  type Program,
  partsOf,
  planSdk,
  type Row,
  type SdkPlan,
  sizeOf,
} from '../lib/sdkPlan.ts';
import { type Sample, sdkTables, type Target } from '../lib/sdkTables.ts';
import {
  cleanEnvironment,
  type Mode,
  runProgram,
  type Scenario,
  sidetraceEnvironment,
  startProgram,
  storedSpans,
  type TracedProgram,
  type Turn,
} from '../lib/tracedProgram.ts';

const method = `The same program, \`bench/traced_program.py\`, with each SDK: *untraced* (no decorators), *off*
(\`mlflow.tracing.disable()\`), *floor* (a server that does nothing: the SDK’s own price), Sidetrace, and \`mlflow server\` of the
SDK’s version (one worker, SQLite). Three processes, of the floor, of Sidetrace and of the *floor again*, take turns of a second or so,
each when all of the turn before has arrived and is stored; figures are medians over all turns, a *ratio* is the median of
Sidetrace ÷ floor within the turns, and *floor again* ÷ floor is the same of what should be 1: the noise of the ratios. Inputs: three turns (50 calls of 10 KB, then 5 of 1 MB, then 2 of 10 MB) of four processes; nested: three turns (50, 50, and last 200 traces) of four; 2,001 spans: one turn of three (3.17.2: five, five, four processes); of the others one run. *run*: with the environment of \`sidetrace run\`,
which is that of its terminals, its helper in all three; the others with \`MLFLOW_TRACKING_URI\` alone. *Synchronous*: \`MLFLOW_ENABLE_ASYNC_TRACE_LOGGING=false\`, as all below 3.12 are by
themselves. *Saving*, where the program waits for the server, is what \`mlflow server\` adds ÷ what Sidetrace adds; where
even a server that does nothing would not save five times as much, it is *bounded* by what that would save, and judged by the ratio alone. Both servers live through all of a row and have seen an unmeasured run before, as an editor’s has. Exit is from the program’s last line
to the end of its process, right after its last turn. Met: ratio ≤ 1.2; saving ≥ 5 where it is not bounded; 2,001 spans within 10 s (3.5.1, 3.8.1), 4 s (others), where the floor is. Each row has its date: versions may be measured one by one, and the inputs alone (\`--inputs-only\`), or without \`mlflow server\`, whose figures stay then. Rows without the second *floor again* are of an older method, a process for each turn, whose ratios differed by a fifth from run to run.`;

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
    await measureRounds(bench, { idle, sidetrace: url }).finally(idle.close);
  });
}

interface Servers {
  readonly idle: IdleServer;
  readonly sidetrace: string;
}

async function measureRounds(bench: Bench, servers: Servers): Promise<void> {
  const { programs, withPlain } = bench.plan;
  const most = Math.max(...programs.map(({ rounds }) => rounds));
  for (const url of [servers.idle.url, servers.sidetrace]) await warmUp(bench, url);
  for (let round = 0; round < most; round++) {
    for (const program of programs.filter(({ rounds }) => round < rounds)) {
      if (round === 0) await measureUntraced(bench, program);
      await takeTurns(bench, program, { servers, suffix: 'Run', round });
      if (withPlain) await takeTurns(bench, program, { servers, suffix: '', round });
    }
  }
}

const environments = { Run: sidetraceEnvironment, '': plainEnvironment } as const;

async function warmUp({ row, python }: Bench, url: string): Promise<void> {
  const env = { ...sidetraceEnvironment(url), ...modeOf(row) };
  await runProgram({ python, mode: 'traced', scenarios: ['nested:50', '1MB:1'], env });
}

async function measureUntraced(bench: Bench, program: Program): Promise<void> {
  const env = cleanEnvironment();
  for (const mode of ['bare', 'off'] as const) await measureOnce(bench, program, { target: mode, mode, env });
}

interface Place {
  readonly servers: Servers;
  readonly suffix: keyof typeof environments;
  readonly round: number;
}

interface Player {
  readonly target: Target;
  readonly program: TracedProgram;
  /** Resolves when all of a turn has arrived, so that nobody works on it in the next one. */
  readonly settled: (turn: readonly Scenario[], before: Before) => Promise<void>;
}

interface Before {
  readonly ms: number;
  readonly traces: number;
}

async function takeTurns(bench: Bench, program: Program, place: Place): Promise<void> {
  const { row, samples } = bench;
  const { idle } = place.servers;
  const players = await startPlayers(bench, place);
  for (const [index, turn] of program.turns.entries()) {
    const round = place.round * program.turns.length + index;
    const isLast = index === program.turns.length - 1;
    for (const { target, program: process, settled } of rotated(players, round)) {
      const before = { ms: Date.now(), traces: idle.traces };
      const { program: ms, exit } = isLast ? await process.last(turn) : { program: await process.turn(turn) };
      samples.push(...turn.map((scenario) => sampleOf({ row, target, round }, scenario, ms)));
      if (exit !== undefined) samples.push({ row, target, what: `exit ${program.name}`, round, ms: exit });
      await settled(turn, before);
    }
  }
}

async function startPlayers(bench: Bench, { servers, suffix }: Place): Promise<readonly Player[]> {
  const { row, python } = bench;
  const start = async (target: Target, url: string, settled: Player['settled']): Promise<Player> => {
    const env = { ...environments[suffix](url), ...modeOf(row) };
    return { target, program: await startProgram({ python, mode: 'traced', env }), settled };
  };
  const { idle, sidetrace } = servers;
  return Promise.all([
    start(`idle${suffix}`, idle.url, (turn, before) => untilQuiet(bench, idle, turn, before)),
    start(`sidetrace${suffix}`, sidetrace, (turn, before) => untilStored(bench, sidetrace, turn, before)),
    start(`idle${suffix}Again`, idle.url, (turn, before) => untilQuiet(bench, idle, turn, before)),
  ]);
}

/** Nobody is always first, nor always after the same one. */
function rotated<T>(items: readonly T[], by: number): readonly T[] {
  const turned = [...items.slice(by % items.length), ...items.slice(0, by % items.length)];
  return by % 2 === 0 ? turned : turned.toReversed();
}

const settleMs = { quiet: 200, most: 30_000, step: 50 } as const;

async function untilQuiet(
  { row }: Bench,
  idle: IdleServer,
  turn: readonly Scenario[],
  { ms, traces }: Before,
): Promise<void> {
  const expected = row.waits ? 0 : sizeOf(turn).traces;
  while (idle.traces - traces < expected || idle.quietMs < settleMs.quiet) {
    if (Date.now() - ms > settleMs.most) throw new Error('The SDK has not sent what it traced');
    await setTimeout(settleMs.step);
  }
}

async function untilStored(
  { row, losses }: Bench,
  url: string,
  turn: readonly Scenario[],
  { ms }: Before,
): Promise<void> {
  const { spans } = sizeOf(turn);
  const missing = async (): Promise<number> => spans - (await storedSpans(url, ms));
  let lost = await missing();
  while (lost > 0 && Date.now() - ms < settleMs.most) {
    await setTimeout(settleMs.step);
    lost = await missing();
  }
  if (lost > 0) losses.push(`${lost} of ${spans} (${row.version.name}, ${turn.join(' ')})`);
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
      const turns = row.waits && program.fewer !== undefined ? [program.fewer] : program.turns.slice(-1);
      await measureOnce(
        bench,
        { ...program, turns },
        { target: 'mlflow', mode: 'traced', env: plainEnvironment(server.url) },
      );
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

/** The last turn alone. */
async function measureOnce(bench: Bench, { name, turns }: Program, setting: Setting): Promise<void> {
  const { row, python, samples } = bench;
  const { target, mode, env } = setting;
  const scenarios = turns.at(-1) ?? [];
  const outcome = await runProgram({ python, mode, scenarios, env: { ...env, ...modeOf(row) } });
  const of = { row, target, round: 0 } as const;
  samples.push(...scenarios.map((scenario) => sampleOf(of, scenario, outcome.program)));
  samples.push({ ...of, what: `exit ${name}`, ms: outcome.exit });
}

function sampleOf(of: Pick<Sample, 'row' | 'target' | 'round'>, scenario: Scenario, turn: Turn): Sample {
  const { name, count } = partsOf(scenario);
  const total = turn[name] ?? 0;
  return { ...of, what: name, ms: name === 'wide' ? total : total / count };
}

function modeOf({ isSetToWait }: Row): Variables {
  return isSetToWait ? { MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: 'false' } : {};
}

function plainEnvironment(url: string): Variables {
  return { ...cleanEnvironment(), MLFLOW_TRACKING_URI: url };
}
