import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { kill } from 'node:process';

/** Whether a process lives; `unknown` on another machine, and where it cannot be told. */
export type Life = 'alive' | 'gone' | 'unknown';

export function isAlive(pid: number, host: string | undefined): Life {
  if (host !== hostname()) return 'unknown';
  try {
    kill(pid, 0);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ESRCH' ? 'gone' : code === 'EPERM' ? 'alive' : 'unknown';
  }
  return isZombie(pid) ? 'gone' : 'alive';
}

/** Ended, but its parent has not asked yet (proc(5): the state follows the name in brackets). */
function isZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^ [ZX]/.test(text.slice(text.lastIndexOf(')') + 1));
  } catch {
    return false; // No such files on this system.
  }
}
