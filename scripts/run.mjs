// `node scripts/run.mjs TASK [arguments]` runs scripts/TASK.ts. It works on any Node from 20 on and before anything is
// installed: it brings the Node that the scripts need and the npm packages of the lock file first.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prependPath, runInForeground } from './setup/commands.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureNode } from './setup/node24.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task, ...args] = process.argv.slice(2);

/**
 * Ends as the script ended.
 * @param {string} node
 * @param {string} script
 */
async function runScript(node, script) {
  const env = prependPath(process.env, [dirname(node)]);
  const status = await runInForeground(node, [script, ...args], { cwd: root, env });
  if (typeof status === 'number') process.exit(status);
  process.kill(process.pid, status);
}

/** @param {unknown} error */
function fail(error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

const script = join(root, 'scripts', `${task}.ts`);
if (!task || !/^\w+$/.test(task) || !existsSync(script)) {
  fail(new Error(`Usage: node scripts/run.mjs TASK [arguments]; there is no task "${task ?? ''}".`));
}
try {
  const node = await ensureNode();
  await ensureDependencies(root, dirname(node));
  await runScript(node, script);
} catch (error) {
  fail(error);
}
