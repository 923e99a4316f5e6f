import { setTimeout as delay } from 'node:timers/promises';
import { step } from '../../scripts/setup/commands.mjs';
import {
  type Fault,
  type FaultyReceiver,
  mainFaults,
  startFaultyReceiver,
} from '../../test/faults/harness/faultyReceiver.ts';
import {
  type Job,
  type Outcome,
  type Program,
  sidetraceEnvironment,
  startProgram,
} from '../../test/faults/harness/program.ts';
import { cleanEnvironment } from '../../test/sdk/harness/commandLine.ts';
import { type MlflowVersion, mlflowVersions } from '../../test/sdk/harness/mlflowVersions.ts';
import { type FaultFigures, type FaultRow, faultTable, type Reference } from '../lib/faultTable.ts';
import type { TablePart } from '../lib/measurement.ts';
import { mergeTables } from '../lib/mergeTables.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import { eachVersion, versionsOf } from '../lib/sdkPlan.ts';
import { percentile } from '../lib/stats.ts';

/** How long the reference is waited for: MLflow's own patience is minutes. */
const boxMs = 30_000;

const job: Job = {
  stages: ['before', 'after'],
  calls: 40,
  isTraced: true,
  style: 'plain',
  callsApi: false,
  end: 'return',
  env: {},
};

export const faults: TablePart = {
  name: 'faults',
  title: 'What a program pays where the receiver fails',
  method: `Each fault befalls a receiver that was there as the program started; ${job.calls} calls of two nested functions with \`@mlflow.trace\` after it, and the time from the program’s last line until nothing holds its process, both less those of the same program untraced. Beside it the same program and a tracking server that is gone, with MLflow’s own settings instead of Sidetrace’s; there ${boxMs.toLocaleString('en-US')} ms is where we stopped waiting. Met: a call ≤ 50 ms (p50), exit ≤ 1,000 ms. Each row has its date: versions may be measured one by one.`,
  each: (args) =>
    eachVersion(
      args,
      mlflowVersions.map(({ name }) => name),
    ),
  async measure({ directory, args, old }) {
    const date = new Date().toISOString().slice(0, 10);
    const rows: FaultRow[] = [];
    await withReceiver(startSidetrace, directory, async ({ url }) => {
      for (const version of versionsOf(args)) {
        const receiver = await startFaultyReceiver(url);
        const measured = step(`MLflow ${version.name}`, () => rowsOf(version, receiver, directory));
        for (const row of await measured.finally(() => receiver.close()))
          rows.push({ ...row, version: version.name, date });
      }
    });
    return mergeTables(old, faultTable(rows));
  },
};

type Row = Omit<FaultRow, 'version' | 'date'>;

async function rowsOf(
  version: MlflowVersion,
  receiver: FaultyReceiver,
  directory: string,
): Promise<readonly Row[]> {
  const python = await version.python();
  const reference = await referenceOf(
    startProgram(python, directory, ownEnvironment(receiver.url)),
    receiver,
  );
  const program = startProgram(python, directory, sidetraceEnvironment(receiver.url));
  const untraced = await program.run({ ...job, isTraced: false }, () => Promise.resolve());
  const rows: Row[] = [];
  for (const fault of mainFaults) {
    const figures = added(await runInto(program, receiver, fault), untraced);
    rows.push({ fault, figures, ...(fault === 'gone' && { reference }) });
  }
  await program.stop();
  return rows;
}

async function runInto(program: Program, receiver: FaultyReceiver, fault: Fault): Promise<Outcome> {
  await receiver.become('none');
  return program.run(job, () => receiver.become(fault));
}

function added(outcome: Outcome, untraced: Outcome): FaultFigures {
  const calls = outcome.stages[1]?.calls ?? [];
  const without = untraced.stages[1]?.calls ?? [];
  return {
    median: percentile(calls, 0.5) - percentile(without, 0.5),
    most: Math.max(...calls) - percentile(without, 0.5),
    exit: Math.max(0, outcome.exitMs - untraced.exitMs),
  };
}

/** One call after the server has gone, and then the end; what was not over within the box counts as the box. */
async function referenceOf(program: Program, receiver: FaultyReceiver): Promise<Reference> {
  await receiver.become('none');
  let startMs = 0;
  let callMs: number | undefined;
  const run = program.run({ ...job, stages: ['before', 'after', 'end'], calls: 1 }, async (stage) => {
    if (stage === 1) await receiver.become('gone');
    else callMs = performance.now() - startMs;
    startMs = performance.now();
  });
  run.catch(() => undefined); // It is killed below where it takes too long.
  const giveUp = new AbortController();
  const { signal } = giveUp;
  const outcome = await Promise.race([run, delay(2 * boxMs, undefined, { signal })]);
  giveUp.abort();
  await program.kill();
  const call = Math.min(callMs ?? boxMs, boxMs);
  if (callMs === undefined) return { median: call, most: call };
  return { median: call, most: call, exit: Math.min(outcome?.exitMs ?? boxMs, boxMs) };
}

function ownEnvironment(url: string): NodeJS.ProcessEnv {
  return { ...cleanEnvironment(), MLFLOW_TRACKING_URI: url };
}
