import { readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, run } from '../../../scripts/setup/commands.mjs';

/** Lines of Python in which the helper does nothing, and those in which it works. */
export const oldPythons = ['2.7', '3.6', '3.7'] as const;
export const pythonsOfHelper = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14'] as const;

/** Why a test of that line is skipped. */
export function missing(line: string): string {
  return `no Python ${line} on this machine: neither on the PATH nor of pyenv`;
}

/**
 * Resolves with the path of a Python of that line (`3.12`) which runs on this machine: on the PATH, of pyenv, or known to the `py`
 * launcher of Windows; undefined where there is none.
 */
export async function findPython(line: string): Promise<string | undefined> {
  for (const [command, ...args] of candidates(line)) {
    const found = await pathOf(command, [...args]);
    if (found?.line === line) return found.path;
  }
  return undefined;
}

function candidates(line: string): readonly (readonly [string, ...string[]])[] {
  const onPath = [`python${line}`, 'python3', 'python'].flatMap((name) => findOnPath(name) ?? []);
  const launcher = findOnPath('py');
  return [
    ...onPath.map((path) => [path] as const),
    ...pyenvVersions(line).map((path) => [path] as const),
    ...(launcher === undefined ? [] : [[launcher, `-${line}`] as const]),
  ];
}

function pyenvVersions(line: string): readonly string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  try {
    const names = readdirSync(versions).filter((name) => name.startsWith(`${line}.`));
    return names.map((name) => join(versions, name, 'bin', 'python'));
  } catch {
    return [];
  }
}

const ask = 'import sys; print("%d.%d" % sys.version_info[:2]); print(sys.executable)';

async function pathOf(
  command: string,
  args: readonly string[],
): Promise<{ readonly line: string; readonly path: string } | undefined> {
  try {
    // A shim of pyenv says on its standard error that it has none of that line, and fails.
    const [line = '', path = ''] = (await run(command, [...args, '-c', ask])).trim().split(/\r?\n/);
    return { line, path };
  } catch {
    return undefined;
  }
}
