import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureVenv } from './python.ts';

export const examplesDir = join(import.meta.dirname, '..', '..', 'examples');

/** The environment that the example programs run in. Returns the path of its Python. */
export async function ensureExamplesVenv(): Promise<string> {
  const text = await readFile(join(examplesDir, 'requirements.txt'), 'utf8');
  return ensureVenv('examples', parseRequirements(text));
}

/** The lines of a requirements file without comments and empty lines, which do not change what is installed. */
export function parseRequirements(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}
