import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Variables } from '../../protocol/environment.ts';

/** More is no list of variables. */
const maxBytes = 1_000_000;

/**
 * What the files of a configuration's `envFile` set: one path, or several (Go), of which the last wins. One that cannot be read sets
 * nothing: saying so is the debugger's part.
 */
export async function readEnvFiles(envFile: unknown, folder: string | undefined): Promise<Variables> {
  const paths = (Array.isArray(envFile) ? envFile : [envFile]).filter(
    (path): path is string => typeof path === 'string' && path !== '',
  );
  const files = await Promise.all(
    paths.map((path) => readVariables(isAbsolute(path) || folder === undefined ? path : join(folder, path))),
  );
  return Object.assign({}, ...files);
}

async function readVariables(path: string): Promise<Variables> {
  try {
    const bytes = await readFile(path);
    return bytes.length > maxBytes ? {} : parseEnv(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return {};
  }
}
