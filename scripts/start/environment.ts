import { delimiter, dirname, sep } from 'node:path';
import { cacheRoot } from '../setup/cache.mjs';
import { prependPath } from '../setup/commands.mjs';

const npmVariables = /^(npm_|NODE$|INIT_CWD$)/;

/** The environment of VS Code: the user's own, without what npm and our task runner added, and with the examples' venv. */
export function userEnvironment(env: NodeJS.ProcessEnv, python: string): NodeJS.ProcessEnv {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !npmVariables.test(name)));
  const bin = dirname(python);
  return {
    ...prependPath({ ...own, PATH: withoutOurTools(env.PATH ?? '', cacheRoot(env)) }, [bin]),
    VIRTUAL_ENV: dirname(bin),
  };
}

function withoutOurTools(path: string, cache: string): string {
  const isOurs = (entry: string) =>
    entry.includes(`${sep}node_modules${sep}`) || entry.startsWith(`${cache}${sep}`);
  return path
    .split(delimiter)
    .filter((entry) => !isOurs(entry))
    .join(delimiter);
}
