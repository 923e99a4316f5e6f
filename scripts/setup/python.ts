import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { canInstallPackages, ensurePackages } from './apt.ts';
import { cacheRoot, installOnce, shortHash } from './cache.mjs';
import { CommandError, findOnPath, run, step } from './commands.mjs';

const uvVersion = '0.13.8';
const oldestMinor = 9;
const commands = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3.9'];

/**
 * A virtual environment with these requirements, made once and kept in the cache. Returns the path of its Python. With `asOf`
 * (`2024-08-01`) whatever the requirements leave open is as a user got it on that day. `base`: the Python that it is made of, in place
 * of the one on the PATH.
 */
export async function ensureVenv(
  name: string,
  requirements: readonly string[],
  asOf?: string,
  base?: string,
): Promise<string> {
  const python = base ?? (await ensurePython());
  const version = await versionOf(python);
  const content = [version ?? '', python, ...requirements, ...(asOf ? [asOf] : [])];
  const target = join(cacheRoot(), 'venvs', `${name}-${shortHash(content)}`);
  if (!existsSync(target)) {
    const uv = await ensureUv();
    await step(`Installing Python packages for ${name}`, () =>
      installOnce(target, (draft) => createVenv({ uv, python, draft, requirements, asOf })),
    );
  }
  return venvExecutable(target, 'python');
}

/** Path of a Python >= 3.9 on the PATH, installed first where that can be done. */
export async function ensurePython(): Promise<string> {
  const found = await findPython(process.env);
  if (found) return found;
  if (canInstallPackages()) await ensurePackages('Python', ['python3', 'python3-venv']);
  return requirePython(process.env);
}

/** Path of a Python >= 3.9 on this PATH. Throws an Error that says what to do. */
export async function requirePython(env: NodeJS.ProcessEnv): Promise<string> {
  const found = await findPython(env);
  if (found) return found;
  throw new Error(
    `No Python 3.${oldestMinor} or newer on the PATH. Install one from https://www.python.org/downloads/ (or your ` +
      'system’s package manager), open a new terminal and try again.',
  );
}

interface VenvPlan {
  readonly uv: string;
  readonly python: string;
  readonly draft: string;
  readonly requirements: readonly string[];
  readonly asOf: string | undefined;
}

async function createVenv({ uv, python, draft, requirements, asOf }: VenvPlan): Promise<string> {
  // Relocatable: it is made in a draft directory and moved when it is complete.
  const venv = join(draft, 'venv');
  await run(uv, ['venv', '--relocatable', '--no-project', '--python', python, venv]);
  const list = join(draft, 'requirements.txt');
  await writeFile(list, `${requirements.join('\n')}\n`);
  const day = asOf ? ['--exclude-newer', asOf] : [];
  await run(uv, [
    'pip',
    'install',
    '--python',
    venvExecutable(venv, 'python'),
    ...day,
    '--requirement',
    list,
  ]);
  return venv;
}

/** Path of uv, installed first where it is not on the PATH. */
export async function ensureUv(): Promise<string> {
  const onPath = findOnPath('uv');
  if (onPath) return onPath;
  const target = join(cacheRoot(), `uv-${uvVersion}`);
  if (!existsSync(target))
    await step('Installing uv', () =>
      installOnce(target, async (draft) => installUv(await ensurePython(), draft)),
    );
  return venvExecutable(target, 'uv');
}

async function installUv(python: string, draft: string): Promise<string> {
  const venv = join(draft, 'venv');
  try {
    await run(python, ['-m', 'venv', venv]);
  } catch (error) {
    if (!(error instanceof CommandError) || !canInstallPackages()) throw error;
    await ensurePackages('Python’s venv', ['python3-venv']);
    await run(python, ['-m', 'venv', '--clear', venv]);
  }
  await run(venvExecutable(venv, 'python'), ['-m', 'pip', 'install', `uv==${uvVersion}`]);
  return venv;
}

async function findPython(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const name of commands) {
    const path = findOnPath(name, env);
    if (path && (await versionOf(path)) !== undefined) return path;
  }
  return undefined;
}

/** `3.11.7`, or undefined where it does not run (a launcher without a Python behind it) or is too old. */
async function versionOf(python: string): Promise<string | undefined> {
  try {
    const version = (await run(python, ['-c', 'import platform; print(platform.python_version())'])).trim();
    const [major, minor] = version.split('.').map(Number);
    return major === 3 && (minor ?? 0) >= oldestMinor ? version : undefined;
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function venvExecutable(venv: string, name: string): string {
  const windows = process.platform === 'win32';
  return join(venv, windows ? 'Scripts' : 'bin', windows ? `${basename(name)}.exe` : name);
}
