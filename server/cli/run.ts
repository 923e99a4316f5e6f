import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import {
  applyEnvironment,
  environmentFor,
  type NodeHelper,
  type Variables,
} from '../../protocol/environment.ts';
import type { StartService } from '../service.ts';
import { type CliCommand, UsageError } from './options.ts';
import { databasePath, openService } from './serve.ts';

export interface RunDeps {
  readonly startService: StartService;
  readonly err: (line: string) => void;
  readonly env: Variables;
  /** Absent where the helper is not installed. */
  readonly helperDir: string | undefined;
  readonly nodeHelper: NodeHelper | undefined;
  /** A person watches: says where to look, and lets the terminal itself send Ctrl+C to the command. */
  readonly interactive: boolean;
  /** Calls back for each signal that asks us to end; gives a function that stops listening. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => () => void;
}

type RunCommand = Extract<CliCommand, { kind: 'run' }>;

/** Runs the command to its end; resolves with its exit code (128 + n when signal n ended it, 127 not found). */
export async function run({ url, serve, command }: RunCommand, deps: RunDeps): Promise<number> {
  if (url !== undefined) {
    await checkReceiver(url);
    return runCommand(command, url, deps);
  }
  const database = databasePath(serve.database ?? ':memory:');
  const service = await openService(serve, deps.startService, { port: 0, database });
  try {
    if (deps.interactive) deps.err(`Sidetrace shows the traces at ${service.url} while the command runs.`);
    return await runCommand(command, service.url, deps);
  } finally {
    // Lets uploads end that the command left behind, e.g. by a child process of its own.
    await service.close();
  }
}

async function checkReceiver(url: string): Promise<void> {
  const health = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(2000) })
    .then((response) => response.json() as Promise<{ readonly name?: unknown } | null>)
    .catch(() => undefined);
  if (health?.name !== 'sidetrace') throw new UsageError(`--url ${url}: no Sidetrace receiver answers there`);
}

async function runCommand(command: RunCommand['command'], url: string, deps: RunDeps): Promise<number> {
  const { helperDir, nodeHelper, env: existing } = deps;
  const environment = environmentFor({
    url,
    existing,
    ...(helperDir !== undefined && { helperDir }),
    ...(nodeHelper && { nodeHelper }),
  });
  if (deps.interactive && environment.skipped.length > 0) {
    deps.err(`Left as you have set them: ${environment.skipped.join(', ')}.`);
  }
  const [program, ...args] = command;
  const env = applyEnvironment(existing, environment, delimiter);
  const child = spawn(program, args, { stdio: 'inherit', env });
  const stopListening = deps.onSignal((signal) => passOn(signal, child, deps.interactive));
  try {
    return await exitCode(child);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    deps.err(`sidetrace: ${program} cannot be started: ${code === 'ENOENT' ? 'not found' : code}.`);
    return code === 'ENOENT' ? 127 : 126;
  } finally {
    stopListening();
  }
}

/** A terminal sends Ctrl+C and hang-up to the whole group: a second one would cut the command's clean-up short. */
function passOn(signal: NodeJS.Signals, child: ChildProcess, interactive: boolean): void {
  if (interactive && (signal === 'SIGINT' || signal === 'SIGHUP')) return;
  child.kill(signal);
}

async function exitCode(child: ChildProcess): Promise<number> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  return code ?? 128 + (signal ? constants.signals[signal] : 0);
}
