import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Span } from '../../../protocol/model/span.ts';
import type { Trace } from '../../../protocol/model/trace.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface WholeTrace {
  readonly trace: Trace;
  readonly spans: readonly Span[];
}

/** `sidetrace serve` as a user runs it: the built command line, its database in memory. */
export interface ReceiverProcess {
  readonly url: string;
  readonly port: number;
  /** In order of start, each with all its spans. */
  traces(): Promise<readonly WholeTrace[]>;
  read<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

/** On any free port, or on that of a receiver that has stopped. */
export async function startReceiver(port = 0): Promise<ReceiverProcess> {
  const child = spawn(process.execPath, [commandLine(), 'serve', '--port', `${port}`, '--db', ':memory:'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const { url } = JSON.parse(line) as { readonly url: string };
  const read = async <T>(path: string): Promise<T> => {
    const response = await fetch(url + path);
    if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  return {
    url,
    port: Number(new URL(url).port),
    read,
    async traces() {
      const { traces } = await read<{ traces: readonly Trace[] }>('/api/traces?limit=1000');
      const whole = traces.map(({ traceId }) => read<WholeTrace>(`/api/traces/${traceId}`));
      return (await Promise.all(whole)).toReversed();
    },
    stop: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}

/** `npm test` builds before; run by hand from the sources it works as well, without the viewer. */
export function commandLine(): string {
  const built = `${root}dist/cli.js`;
  return existsSync(built) ? built : `${root}server/cli.ts`;
}

export interface Program {
  readonly python: string;
  /** Arguments of Python, the file first. */
  readonly args: readonly string[];
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program with the environment that `sidetrace run` gives; resolves with what it printed. */
export function runProgram(url: string, program: Program): Promise<string> {
  const args = [commandLine(), 'run', '--url', url, '--', program.python, ...program.args];
  return runAsIs({ ...program, python: process.execPath, args });
}

/** Runs a program in an environment that knows nothing of Sidetrace: it has to name the address itself. */
export async function runAsIs({ python, args, folder, env }: Program): Promise<string> {
  const child = spawn(python, args, { cwd: folder, env: { ...cleanEnvironment(), ...env } });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => output.push(piece));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  const text = output.join('');
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${text}`);
  return text;
}

/** Without what the developer's own terminal may have set for these SDKs. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(MLFLOW_|OTEL_|SIDETRACE_|OPENAI_|PYTHONPATH$|NODE_OPTIONS$)/;
  const own = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  // MLflow's own reports about its use: nothing of a test leaves the machine.
  return { ...Object.fromEntries(own), MLFLOW_DISABLE_TELEMETRY: 'true' };
}
