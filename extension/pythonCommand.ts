import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** In the order in which they are wanted: an environment that is active has `python`, many systems only `python3`. */
const names = ['python', 'python3', 'py'] as const;
const endings = process.platform === 'win32' ? ['.exe', '.bat', '.cmd'] : [''];

/** How a terminal would start Python; `undefined` when none is on the PATH. */
export function pythonCommand(env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? env.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.find((name) =>
    folders.some((folder) => endings.some((ending) => isProgram(join(folder, name + ending)))),
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // not there, or not ours to run: the next folder may have it
  }
}
