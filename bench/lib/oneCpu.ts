import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const statusFile = '/proc/self/status';

/**
 * Works with this process, and all that it starts meanwhile, on the first of its CPUs, where the system has util-linux's `taskset`. Where
 * two CPUs are the halves of one core, as on many virtual machines, what runs on one makes the CPU time of what runs on the other
 * half as long again; on one CPU they take turns, and each is charged with what it does itself.
 */
export async function onOneCpu<T>(work: () => Promise<T>): Promise<T> {
  const status = existsSync(statusFile) ? readFileSync(statusFile, 'utf8') : '';
  const [, allowed, first] = /^Cpus_allowed_list:\s*((\d+)\S*)/m.exec(status) ?? [];
  if (allowed === undefined || first === undefined || !pin(first)) return work();
  try {
    return await work();
  } finally {
    pin(allowed);
  }
}

/** False where there is no such command. */
function pin(cpus: string): boolean {
  try {
    execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', cpus, `${process.pid}`], {
      stdio: 'ignore',
    });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
