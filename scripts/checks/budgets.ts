/** Sizes of what users download and load, against their budgets (ARCHITECTURE.md, "Budgets"). */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { root } from '../lib/paths.ts';

const budgets: Readonly<Record<string, number>> = {
  'extension.cjs': 150_000,
  'languageClient.cjs': 600_000,
  'server.cjs': 700_000,
  'cli.js': 700_000,
  'webview/main.js': 400_000,
  'webview/main.css': 60_000,
};
const vsixBudget = 2_000_000;

/** Needs `npm run build` (and for the VSIX `npm run package`) to have run. */
export function checkBudgets(): readonly string[] {
  const sizesFile = `${root}/dist/sizes.json`;
  if (!existsSync(sizesFile)) return ['dist/sizes.json is missing: run `npm run build` first'];
  const sizes = JSON.parse(readFileSync(sizesFile, 'utf8')) as Readonly<Record<string, number>>;
  const over = Object.entries(budgets)
    .filter(([file, budget]) => (sizes[file] ?? 0) > budget)
    .map(([file, budget]) => `dist/${file}: ${sizes[file]} bytes, budget ${budget}`);
  const vsix = `${root}/dist/sidetrace.vsix`;
  if (existsSync(vsix) && statSync(vsix).size > vsixBudget) {
    over.push(`dist/sidetrace.vsix: ${statSync(vsix).size} bytes, budget ${vsixBudget}`);
  }
  return over;
}
