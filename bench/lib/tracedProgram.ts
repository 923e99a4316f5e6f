import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { applyEnvironment, environmentFor, type Variables } from '../../protocol/environment.ts';
import { root } from '../../scripts/lib/paths.ts';
import { openConnection } from './connection.ts';

/** `bare`: without decorators; `off`: with them, tracing disabled. */
export type Mode = 'bare' | 'off' | 'traced';

/** As `bench/traced_program.py` takes it, `nested:200`. */
export type Scenario = `${string}:${number}`;

export interface ProgramRun {
  readonly python: string;
  readonly mode: Mode;
  readonly scenarios: readonly Scenario[];
  readonly env: Variables;
}

export interface Outcome {
  /** Milliseconds of each scenario, by its name. */
  readonly program: Readonly<Record<string, number>>;
  /** Milliseconds from the end of the program's own code until its process was gone. */
  readonly exit: number;
}

/** Rejects when the program fails. */
export async function runProgram({ python, mode, scenarios, env }: ProgramRun): Promise<Outcome> {
  const child = spawn(python, [join(root, 'bench', 'traced_program.py'), mode, ...scenarios], {
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
  const { seconds, end } = JSON.parse(output) as {
    readonly seconds: Readonly<Record<string, number>>;
    readonly end: number;
  };
  const program = Object.fromEntries(Object.entries(seconds).map(([name, value]) => [name, value * 1000]));
  return { program, exit: exitedMs - end * 1000 };
}

/** This process' own, less what would lead an SDK elsewhere. */
export function cleanEnvironment(): Variables {
  const own = Object.entries(process.env).filter(([name]) => !/^(MLFLOW|OTEL|SIDETRACE)_/.test(name));
  return { ...Object.fromEntries(own), MLFLOW_DISABLE_TELEMETRY: 'true' };
}

/** As Sidetrace's terminals and `sidetrace run` have it. */
export function sidetraceEnvironment(url: string): Variables {
  const existing = cleanEnvironment();
  const helperDir = join(root, 'dist', 'python');
  return applyEnvironment(existing, environmentFor({ url, helperDir, existing }), delimiter);
}

/** How many spans a Sidetrace has of traces since then. A program that loses some on the way is quick for nothing. */
export async function storedSpans(url: string, sinceMs: number): Promise<number> {
  const connection = openConnection(url);
  const { body } = await connection.get('/api/traces?limit=500');
  connection.close();
  const { traces } = JSON.parse(body.toString()) as {
    readonly traces: readonly { readonly spanCount: number; readonly startNs: string }[];
  };
  const ours = traces.filter(({ startNs }) => Number(startNs) / 1e6 >= sinceMs);
  return ours.reduce((sum, trace) => sum + trace.spanCount, 0);
}
