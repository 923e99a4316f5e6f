import { copyFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheRoot, installOnce, shortHash } from './cache.mjs';
import { runNpm } from './commands.mjs';

/**
 * The packages of a folder with package.json and package-lock.json, installed once and kept in the cache. Resolves to the folder that
 * holds `node_modules`.
 */
export async function ensureNodePackages(folder: string): Promise<string> {
  const files = ['package.json', 'package-lock.json'] as const;
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return installOnce(join(cacheRoot(), `packages-${shortHash(texts)}`), async (draft) => {
    for (const file of files) await copyFile(join(folder, file), join(draft, file));
    const flags = ['--ignore-scripts', '--no-fund', '--no-audit'];
    await runNpm(['ci', ...flags], { cwd: draft, nodeBin: dirname(process.execPath) });
    return draft;
  });
}
