// Plain JavaScript: run.mjs needs this before there is a Node that reads TypeScript.

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheRoot, installOnce } from './cache.mjs';
import { runNpm, step } from './commands.mjs';

export const nodeVersion = '24.21.0';
const neededMajor = 24;

/**
 * Path of a Node that is new enough for the scripts: the running one, or the one in the cache.
 * @returns {Promise<string>}
 */
export async function ensureNode() {
  if (Number(process.versions.node.split('.')[0]) >= neededMajor) return process.execPath;
  return nodeExecutable(await ensureNodePackage());
}

/**
 * Directory of a Node, by default the pinned one, with `bin` and its headers (`include`), from the npm package of this platform.
 * @param {string} version
 * @returns {Promise<string>}
 */
export function ensureNodePackage(version = nodeVersion) {
  const target = join(cacheRoot(), `node-${version}`);
  if (existsSync(target)) return Promise.resolve(target);
  return step(`Installing Node ${version.split('.')[0]}`, () =>
    installOnce(target, (draft) => installPackage(draft, version)),
  );
}

/**
 * @param {string} directory what `ensureNodePackage` returned
 */
export function nodeExecutable(directory) {
  return join(directory, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * @param {string} draft
 * @param {string} version
 */
async function installPackage(draft, version) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  await writeFile(join(draft, 'package.json'), '{ "private": true }');
  await runNpm(
    ['install', '--no-save', '--no-package-lock', '--no-fund', '--no-audit', `${name}@${version}`],
    {
      cwd: draft,
      nodeBin: dirname(process.execPath),
    },
  );
  return join(draft, 'node_modules', name);
}
