import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { applyEnvironment, environmentFor } from '../../protocol/environment.ts';
import { root } from '../../scripts/lib/paths.ts';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { openConnection } from '../lib/connection.ts';
import { startEchoServer } from '../lib/echoServer.ts';
import type { Measurement, Part } from '../lib/measurement.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';

const traceCount = 200;
const spanCount = 2000;

interface Outcome {
  /** Milliseconds of a call, which is one trace of ten spans. */
  readonly call: number;
  /** Milliseconds from the end of the program's own code until its process was gone. */
  readonly exit: number;
}

export const program: Part = {
  name: 'program',
  title: 'What a traced program pays',
  method: `${traceCount} calls of ten nested functions with \`@mlflow.trace\`, one after the other, with MLflow’s SDK as the examples have it and the environment that Sidetrace’s terminals give. The reference is a server that does nothing, with the same environment: what it takes is the SDK’s own.`,
  rounds: 3,
  async measure({ directory }) {
    const python = await ensureExamplesVenv();
    const plain = await runProgram(python, 'plain', process.env);
    const echo = await startEchoServer('3.17.2');
    const reference = await runProgram(python, 'traced', environmentOf(echo.url)).finally(echo.close);
    const ours = await withReceiver(startSidetrace, directory, async ({ url }) => {
      const outcome = await runProgram(python, 'traced', environmentOf(url));
      return { ...outcome, arrived: await arrivedSpans(url) };
    });
    return [
      ...figuresOf(ours, reference, plain),
      {
        figure: `spans that arrived, of ${spanCount}`,
        unit: 'spans',
        value: ours.arrived,
        budget: { atLeast: spanCount },
      },
    ];
  },
};

function figuresOf(ours: Outcome, reference: Outcome, plain: Outcome): readonly Measurement[] {
  const against = (figure: string, key: keyof Outcome): Measurement => ({
    figure,
    unit: 'ms',
    value: ours[key],
    reference: reference[key],
  });
  return [
    against('a call, ten spans', 'call'),
    { figure: 'a call without tracing', unit: 'ms', value: plain.call },
    against('exit', 'exit'),
    { figure: 'exit without tracing', unit: 'ms', value: plain.exit },
  ];
}

function environmentOf(url: string): NodeJS.ProcessEnv {
  const environment = environmentFor({
    url,
    helperDir: join(root, 'dist', 'python'),
    existing: process.env,
  });
  return applyEnvironment(process.env, environment, delimiter);
}

async function runProgram(python: string, mode: string, env: NodeJS.ProcessEnv): Promise<Outcome> {
  const child = spawn(python, [join(root, 'bench', 'nested_program.py'), mode], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const exitedMs = Date.now();
  if (code !== 0) throw new Error(`The program ended with ${code}:\n${complaints}`);
  const { calls, end } = JSON.parse(output) as { readonly calls: number; readonly end: number };
  return { call: (calls * 1000) / traceCount, exit: exitedMs - end * 1000 };
}

/** A program that loses spans on the way is quick for nothing. */
async function arrivedSpans(url: string): Promise<number> {
  const connection = openConnection(url);
  const { body } = await connection.get(`/api/traces?limit=${traceCount}`);
  connection.close();
  const { traces } = JSON.parse(body.toString()) as {
    readonly traces: readonly { readonly spanCount: number }[];
  };
  return traces.reduce((sum, trace) => sum + trace.spanCount, 0);
}
