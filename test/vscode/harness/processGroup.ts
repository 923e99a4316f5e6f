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

// Reads the pipe from us until we are gone, however that came, and then ends the group.
const leaderScript = 'exec 3<&0; (cat <&3; kill -KILL 0) >/dev/null 2>&1 & exec "$@" </dev/null 3<&-';

/** Starts a command as the leader of a process group of its own, which never outlives this process. */
export function startGroup({ command, args, env, logFile }: GroupOptions): ProcessGroup {
  const log = openSync(logFile, 'a');
  const child = spawn('/bin/sh', ['-c', leaderScript, 'sh', command, ...args], {
    env,
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  const ended = once(child, 'exit').then(() => undefined);
  return {
    ended,
    async stop() {
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
      if (child.exitCode === null && child.signalCode === null) await ended;
      clearTimeout(timer);
      signalGroup(child, 'SIGKILL');
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
