import { setTimeout as delay } from 'node:timers/promises';
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
import type { Measurement, Part } from '../lib/measurement.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
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

export const faults: Part = {
  name: 'faults',
  title: 'What a program pays where the receiver fails',
  method: `Each fault befalls a receiver that was there as the program started; ${job.calls} calls of two nested functions with \`@mlflow.trace\` after it, and the time from the program’s last line until nothing holds its process, both less those of the same program untraced. The reference is the same program and a tracking server that is gone, with MLflow’s own settings instead of Sidetrace’s; there ${boxMs.toLocaleString('en-US')} ms is where we stopped waiting.`,
  rounds: 1,
  async measure({ directory }) {
    return withReceiver(startSidetrace, directory, async ({ url }) => {
      const measured: Measurement[] = [];
      for (const version of mlflowVersions) {
        const receiver = await startFaultyReceiver(url);
        measured.push(...(await figuresOf(version, receiver, directory)));
        await receiver.close();
      }
      return measured;
    });
  },
};

async function figuresOf(
  version: MlflowVersion,
  receiver: FaultyReceiver,
  directory: string,
): Promise<readonly Measurement[]> {
  const python = await version.python();
  const reference = await referenceOf(
    startProgram(python, directory, ownEnvironment(receiver.url)),
    receiver,
  );
  const program = startProgram(python, directory, sidetraceEnvironment(receiver.url));
  const untraced = await program.run({ ...job, isTraced: false }, () => Promise.resolve());
  const measured: Measurement[] = [];
  for (const fault of mainFaults) {
    const outcome = await runInto(program, receiver, fault);
    const figures = added(outcome, untraced);
    measured.push(...rowsOf(`${version.name}, ${fault}`, figures, fault === 'gone' ? reference : {}));
  }
  await program.stop();
  return measured;
}

interface Figures {
  readonly median?: number;
  readonly most?: number;
  readonly exit?: number;
}

function rowsOf(name: string, figures: Required<Figures>, reference: Figures): readonly Measurement[] {
  const row = (figure: string, key: keyof Figures, atMost?: number): Measurement => ({
    figure: `${name}: ${figure}`,
    unit: 'ms',
    value: figures[key],
    ...(reference[key] !== undefined && { reference: reference[key] }),
    ...(atMost !== undefined && { budget: { atMost } }),
  });
  return [row('a call, p50', 'median', 50), row('the slowest call', 'most'), row('exit', 'exit', 1000)];
}

async function runInto(program: Program, receiver: FaultyReceiver, fault: Fault): Promise<Outcome> {
  await receiver.become('none');
  return program.run(job, () => receiver.become(fault));
}

function added(outcome: Outcome, untraced: Outcome): Required<Figures> {
  const calls = outcome.stages[1]?.calls ?? [];
  const without = untraced.stages[1]?.calls ?? [];
  return {
    median: percentile(calls, 0.5) - percentile(without, 0.5),
    most: Math.max(...calls) - percentile(without, 0.5),
    exit: Math.max(0, outcome.exitMs - untraced.exitMs),
  };
}

/** One call after the server has gone, and then the end; what was not over within the box counts as the box. */
async function referenceOf(program: Program, receiver: FaultyReceiver): Promise<Figures> {
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
