/** Everything that can be said about the code without running it: `npm run check`. Checks run side by side. */
import { checkBudgets } from './checks/budgets.ts';
import { checkDependencies } from './checks/dependencies.ts';
import { checkFileLength } from './checks/fileLength.ts';
import { checkLayers } from './checks/layers.ts';
import { runTool } from './lib/exec.ts';
import { isMain } from './lib/paths.ts';

export interface CheckResult {
  readonly name: string;
  /** Empty when the check is green. */
  readonly problems: string;
}

const projects = ['protocol', 'server', 'extension', 'webview', 'scripts', 'bench', 'test'];

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
  const { code, output } = await runTool(command, ...args);
  return { name, problems: code === 0 ? '' : output || `${command} ended with ${code}` };
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
