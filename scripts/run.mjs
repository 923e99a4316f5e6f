// `node scripts/run.mjs TASK [arguments]` runs scripts/TASK.ts. It works on any Node from 20 on and before anything is
// installed: it brings the Node that the scripts need and the npm packages of the lock file first.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prependPath } from './setup/commands.mjs';
import { ensureDependencies } from './setup/dependencies.mjs';
import { ensureNode } from './setup/node24.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [task, ...args] = process.argv.slice(2);

/**
 * Runs the script with our terminal; Ctrl+C reaches it directly, other signals are passed on.
 * @param {string} node
 * @param {string} script
 */
function runScript(node, script) {
  const child = spawn(node, [script, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: prependPath(process.env, [dirname(node)]),
  });
  process.on('SIGINT', () => undefined);
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  child.on('error', fail);
  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
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
  runScript(node, script);
} catch (error) {
  fail(error);
}
