import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';

const graceMs = 5_000;

export interface ProcessGroup {
  /** Resolves when the leader has ended. */
  readonly ended: Promise<void>;
  /** Ends the leader and all that it started, by force after 5 s. */
  stop(): Promise<void>;
}

export interface GroupOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** File for both output streams. */
  readonly logFile: string;
}

/** Starts a command as the leader of a process group of its own, so that it can be ended with its children. */
export function startGroup({ command, args, env, logFile }: GroupOptions): ProcessGroup {
  const log = openSync(logFile, 'a');
  const child = spawn(command, args, { env, stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const killNow = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killNow);
  const ended = once(child, 'exit').then(() => undefined);
  return {
    ended,
    async stop() {
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(killNow, graceMs);
      if (child.exitCode === null && child.signalCode === null) await ended;
      clearTimeout(timer);
      killNow();
      process.removeListener('exit', killNow);
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!isGone) throw error;
  }
}
