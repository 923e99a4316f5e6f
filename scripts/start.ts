// `npm start [-- --browser | --port N | --no-open]`: from a fresh clone to a VS Code with the extension installed and
// the examples open.

import { build } from './build.ts';
import { packageVsix } from './package.ts';
import { findOnPath, step } from './setup/commands.mjs';
import { ensureExamplesVenv } from './setup/examples.ts';
import { startInBrowser } from './start/browser.ts';
import { type Launch, startDesktop } from './start/desktop.ts';
import { userEnvironment } from './start/environment.ts';
import { readStartOptions, type StartOptions } from './start/options.ts';

async function main(options: StartOptions): Promise<number> {
  const python = await ensureExamplesVenv();
  await step('Building the extension', build);
  const vsix = await step('Packing it', packageVsix);
  const launch: Launch = { vsix, python, env: userEnvironment(process.env, python), open: options.open };
  const code = options.browser ? undefined : findOnPath('code', launch.env);
  if (code === undefined) return startInBrowser(options.port, launch);
  try {
    await startDesktop(code, launch);
    return 0;
  } catch (error) {
    console.warn(`${describe(error)}\nVS Code in the browser instead:`);
    return startInBrowser(options.port, launch);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  process.exitCode = await main(readStartOptions(process.argv.slice(2)));
} catch (error) {
  console.error(describe(error));
  process.exitCode = 1;
}
