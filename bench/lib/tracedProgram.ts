import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { applyEnvironment, environmentFor, type Variables } from '../../protocol/environment.ts';
import { root } from '../../scripts/lib/paths.ts';
import { openConnection } from './connection.ts';

/** `bare`: without decorators; `off`: with them, tracing disabled. */
export type Mode = 'bare' | 'off' | 'traced';

/** As `bench/traced_program.py` takes it, `nested:200`. */
export type Scenario = `${string}:${number}`;

export interface ProgramStart {
  readonly python: string;
  readonly mode: Mode;
  readonly env: Variables;
}

/** Milliseconds of each scenario, by its name. */
export type Turn = Readonly<Record<string, number>>;

export interface Outcome {
  readonly program: Turn;
  /** Milliseconds from the end of the program's own code until its process was gone. */
  readonly exit: number;
}

/** A program that waits for its turns. All reject when it fails. */
export interface TracedProgram {
  turn(scenarios: readonly Scenario[]): Promise<Turn>;
  /** The last turn, after which it ends at once. */
  last(scenarios: readonly Scenario[]): Promise<Outcome>;
}

/** Starts it and waits until it has imported the SDK. */
export async function startProgram({ python, mode, env }: ProgramStart): Promise<TracedProgram> {
  const child = spawn(python, [join(root, 'bench', 'traced_program.py'), mode], { env });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString();
  });
  const exited = once(child, 'exit').then(([code]) => ({ code: code as number | null, ms: Date.now() }));
  const fail = (code: number | null) => new Error(`The program ended with ${code}:\n${complaints}`);
  const read = async (): Promise<Turn> => {
    const { value, done } = await lines.next();
    if (done) throw fail((await exited).code);
    return JSON.parse(value) as Turn;
  };
  const turn = async (scenarios: readonly Scenario[]): Promise<Turn> => {
    child.stdin.write(`${scenarios.join(' ')}\n`);
    return inMilliseconds(await read());
  };
  await read();
  return {
    turn,
    async last(scenarios) {
      const taken = turn(scenarios);
      child.stdin.end();
      const program = await taken;
      const { end = 0 } = await read();
      const { code, ms } = await exited;
      if (code !== 0) throw fail(code);
      return { program, exit: ms - end * 1000 };
    },
  };
}

function inMilliseconds(seconds: Turn): Turn {
  return Object.fromEntries(Object.entries(seconds).map(([name, value]) => [name, value * 1000]));
}

export interface ProgramRun extends ProgramStart {
  readonly scenarios: readonly Scenario[];
}

/** A program of one turn. */
export async function runProgram({ scenarios, ...start }: ProgramRun): Promise<Outcome> {
  return (await startProgram(start)).last(scenarios);
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
