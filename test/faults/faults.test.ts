import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Trace } from '../../protocol/model/trace.ts';
import { allVersionsVariable } from '../../scripts/testing/plan.ts';
import { type ReceiverProcess, startReceiver } from '../sdk/harness/commandLine.ts';
import { versionsUnderTest } from '../sdk/harness/mlflowVersions.ts';
import {
  type Fault,
  type FaultyReceiver,
  faults,
  mainFaults,
  startFaultyReceiver,
} from './harness/faultyReceiver.ts';
import {
  type Job,
  type Outcome,
  type Program,
  sidetraceEnvironment,
  startProgram,
} from './harness/program.ts';

/**
 * A traced call may cost 50 ms, the exit a second more than without tracing: `bench/RESULTS.md` has what they cost. Here the
 * machine may do other things as well, so the bounds are what no time-out of MLflow's stays below: those are seconds.
 */
const callMs = { median: 100, most: 1000 };
const exitMs = 1500;

const job: Job = {
  stages: ['first', 'second'],
  calls: 10,
  isTraced: true,
  style: 'plain',
  callsApi: true,
  end: 'return',
  env: {},
};

const broken = process.env[allVersionsVariable] ? faults.filter((fault) => fault !== 'none') : mainFaults;
const logging = [
  { MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: 'true', MLFLOW_ENABLE_ASYNC_LOGGING: 'true' },
  { MLFLOW_ENABLE_ASYNC_TRACE_LOGGING: 'false', MLFLOW_ENABLE_ASYNC_LOGGING: 'false' },
] as const;

describe.each(versionsUnderTest(['3.5.1', '3.17.2']))('MLflow $name', (version) => {
  let folder: string;
  let real: ReceiverProcess;
  let receiver: FaultyReceiver;
  let program: Program;
  let runs = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sidetrace-faults-'));
    real = await startReceiver();
    receiver = await startFaultyReceiver(real.url);
    program = startProgram(await version.python(), folder, sidetraceEnvironment(receiver.url));
  });

  afterAll(async () => {
    await program?.stop();
    await receiver?.close();
    await real?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The receiver is in the first state while the program starts, and so on for each stage; `between` runs after the change. */
  async function run(
    states: readonly Fault[],
    change: Partial<Job> = {},
    between: (stage: number) => Promise<void> = () => Promise.resolve(),
  ): Promise<Outcome> {
    runs += 1;
    const stages = states.map((_fault, stage) => nameOf(stage));
    await receiver.become(states[0] ?? 'none');
    return program.run({ ...job, ...change, stages }, async (stage) => {
      await receiver.become(states[stage] ?? 'none');
      await between(stage);
    });
  }

  /** How many of the stage's traces have arrived. */
  async function arrived(stage: number): Promise<number> {
    const { traces } = await real.read<{ readonly traces: readonly Trace[] }>('/api/traces?limit=1000');
    return traces.filter(({ name }) => name === nameOf(stage)).length;
  }

  async function arrival(stage: number): Promise<void> {
    await expect.poll(() => arrived(stage), { timeout: 20_000 }).toBe(job.calls);
  }

  function nameOf(stage: number): string {
    return `run ${runs}, stage ${stage}`;
  }

  it('brings every trace where nothing is wrong', async () => {
    await expectUnharmed(() => run(['none']), await untraced());
    expect(await arrived(0)).toBe(job.calls);
  });

  it.each(broken)('does no harm where the receiver is: %s, and new traces arrive after it', async (fault) => {
    const through = () =>
      run([fault, 'none', 'none'], {}, async (stage) => {
        if (stage === 2) await arrival(1);
      });
    await expectUnharmed(through, await untraced());
  });

  it.each(broken)('does no harm where the receiver becomes in the middle: %s', async (fault) => {
    await expectUnharmed(() => run(['none', fault]), await untraced());
  });

  it('brings all traces where the receiver was restarted in the middle', async () => {
    const through = () =>
      run(['none', 'gone', 'none', 'none'], { callsApi: false }, async (stage) => {
        if (stage < 3) return;
        for (const each of [0, 1, 2]) await arrival(each);
      });
    await expectUnharmed(through, await untraced());
  });

  describe.each(['gone', 'hangs'] as const)('where the receiver is: %s', (fault) => {
    it.each(['exception', 'os._exit', 'sigterm', 'sigint'] as const)('ends as ever by %s', async (end) => {
      const without = await untraced({ end });
      const through = () => run([fault, fault], { end, callsApi: false });
      const outcome = await expectUnharmed(through, without, { prints: true });
      expect(outcome.status).toBe(without.status);
    });

    it.each(['pool', 'asyncio'] as const)('does no harm in %s', async (style) => {
      await expectUnharmed(() => run([fault, fault], { style }), await untraced({ style }));
    });

    it.each(logging)(
      'does no harm with $MLFLOW_ENABLE_ASYNC_TRACE_LOGGING as asynchronous logging',
      async (env) => {
        await expectUnharmed(() => run([fault, fault], { env }), await untraced());
      },
    );
  });

  const baselines = new Map<string, Outcome>();

  /** The same program without tracing, where it asks its tracking server for nothing. */
  async function untraced(change: Partial<Job> = {}): Promise<Outcome> {
    const key = JSON.stringify(change);
    const known = baselines.get(key);
    if (known) return known;
    const plain = { ...job, ...change, stages: ['untraced'], isTraced: false, callsApi: false };
    const outcome = await program.run(plain, () => Promise.resolve());
    baselines.set(key, outcome);
    return outcome;
  }
});

/**
 * Once more where it took too long: a time-out of MLflow's comes back each time, another program's busy moment does not.
 * What is raised or printed counts at once. Resolves with what counted.
 */
async function expectUnharmed(
  through: () => Promise<Outcome>,
  without: Outcome,
  options: { readonly prints?: boolean } = {},
): Promise<Outcome> {
  const first = await through();
  expectSilent(first, options);
  if (tooLong(first, without).length === 0) return first;
  const second = await through();
  expectSilent(second, options);
  expect(tooLong(second, without)).toEqual([]);
  return second;
}

function expectSilent({ raised, printed }: Outcome, { prints = false }: { readonly prints?: boolean }): void {
  expect(raised).toEqual([]);
  if (!prints) expect(troubleOf(printed)).toEqual([]);
}

/** What went beyond its bound, in words. */
function tooLong(outcome: Outcome, without: Outcome): readonly string[] {
  const usual = median(without.stages[0]?.calls ?? []);
  const bounds = outcome.stages.flatMap(({ calls, heldMs }, stage) => [
    { what: `a call in stage ${stage}`, ms: median(calls) - usual, most: callMs.median },
    { what: `the slowest call in stage ${stage}`, ms: Math.max(...calls), most: callMs.most },
    { what: `the event loop was held in stage ${stage}`, ms: heldMs ?? 0, most: callMs.most },
  ]);
  return [...bounds, { what: 'the exit', ms: outcome.exitMs - without.exitMs, most: exitMs }]
    .filter(({ ms, most }) => !(ms < most))
    .map(({ what, ms }) => `${what}: ${ms} ms`);
}

/** What MLflow prints at its usual level is its own; a warning or a traceback would be ours. */
function troubleOf(printed: string): readonly string[] {
  // MLflow 2 says so wherever a program does not name its experiment.
  const usual = /Creating a trace within the default experiment/;
  return printed
    .split('\n')
    .filter((line) => /WARNING|ERROR|Traceback|Exception|Error:/.test(line) && !usual.test(line));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
