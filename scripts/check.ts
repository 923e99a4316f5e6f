/** Everything that can be said about the code without running it: `npm run check`. Checks run side by side. */
import { join } from 'node:path';
import { checkBudgets } from './checks/budgets.ts';
import { checkDependencies } from './checks/dependencies.ts';
import { checkFileLength } from './checks/fileLength.ts';
import { checkLayers } from './checks/layers.ts';
import { isMain, root } from './lib/paths.ts';
import { CommandError, run } from './setup/commands.mjs';

export interface CheckResult {
  readonly name: string;
  /** Empty when the check is green. */
  readonly problems: string;
}

const projects = ['protocol', 'server', 'extension', 'webview', 'node', 'scripts', 'bench', 'test'];

/** Runs every check to its end, also when one fails. Sizes are checked when `dist/` is there. */
export async function check(): Promise<readonly CheckResult[]> {
  return Promise.all([
    ...projects.map((project) => tool(`types: ${project}`, 'tsc', '-p', project)),
    tool('lint and format', 'biome', 'check', '--error-on-warnings', '.'),
    tool('dead code', 'knip', '--no-progress'),
    list('imports', checkLayers),
    list('dependency table', checkDependencies),
    list('file length', checkFileLength),
    list('size budgets', checkBudgets),
  ]);
}

async function tool(name: string, command: string, ...args: readonly string[]): Promise<CheckResult> {
  try {
    await run(join(root, 'node_modules', '.bin', command), args, { cwd: root });
    return { name, problems: '' };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { name, problems: error.output || error.message };
  }
}

async function list(name: string, problemsOf: () => readonly string[]): Promise<CheckResult> {
  return { name, problems: problemsOf().join('\n') };
}

if (isMain(import.meta.url)) {
  const results = await check();
  for (const { name, problems } of results) {
    process.stdout.write(problems === '' ? `✓ ${name}\n` : `✗ ${name}\n${problems}\n`);
  }
  process.exitCode = results.some(({ problems }) => problems !== '') ? 1 : 0;
}
