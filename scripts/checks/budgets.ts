/** Sizes of what users download and load, against their budgets (ARCHITECTURE.md, "Budgets"). */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { root } from '../lib/paths.ts';

const vsix = 'sidetrace.vsix';

/** Bytes of each file of `dist/`. */
export const sizeBudgets: Readonly<Record<string, number>> = {
  'extension.cjs': 150_000,
  'languageClient.cjs': 600_000,
  'server.cjs': 1_000_000,
  'cli.js': 1_000_000,
  'webview/main.js': 400_000,
  'webview/main.css': 60_000,
  // Every Node that starts reads it; the others only where there is an OpenTelemetry SDK.
  'node/helper.cjs': 4_000,
  'node/live.cjs': 16_000,
  'node/sender.cjs': 16_000,
  [vsix]: 2_000_000,
};

/** Needs `npm run build` (and for the VSIX `npm run package`) to have run. */
export function checkBudgets(): readonly string[] {
  const sizesFile = `${root}/dist/sizes.json`;
  if (!existsSync(sizesFile)) return ['dist/sizes.json is missing: run `npm run build` first'];
  const bundles = JSON.parse(readFileSync(sizesFile, 'utf8')) as Readonly<Record<string, number>>;
  const packed = statSync(`${root}/dist/${vsix}`, { throwIfNoEntry: false });
  const sizes: Readonly<Record<string, number>> = { ...bundles, ...(packed && { [vsix]: packed.size }) };
  return Object.entries(sizeBudgets)
    .filter(([file, budget]) => (sizes[file] ?? 0) > budget)
    .map(([file, budget]) => `dist/${file}: ${sizes[file]} bytes, budget ${budget}`);
}
