// Plain JavaScript: run.mjs needs this before there is a Node that reads TypeScript.

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot, shortHash, withLock } from './cache.mjs';
import { runNpm, step } from './commands.mjs';

/**
 * Makes sure that the clone's node_modules are those of its lock file.
 * @param {string} root the clone
 * @param {string} nodeBin directory of the Node that npm runs with
 */
export async function ensureDependencies(root, nodeBin) {
  if (isUpToDate(root)) return;
  await withLock(join(cacheRoot(), 'locks', `dependencies-${shortHash([root])}`), async () => {
    if (isUpToDate(root)) return;
    await step('Installing npm packages', () =>
      runNpm(['ci', '--no-fund', '--no-audit'], { cwd: root, nodeBin }),
    );
  });
}

/** @param {string} root */
function isUpToDate(root) {
  const installed = modifiedMs(join(root, 'node_modules', '.package-lock.json'));
  return installed !== undefined && installed >= (modifiedMs(join(root, 'package-lock.json')) ?? 0);
}

/** @param {string} file */
function modifiedMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
