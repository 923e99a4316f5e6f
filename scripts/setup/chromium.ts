import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { canInstallPackages, ensurePackages } from './apt.ts';
import { findOnPath, run, step } from './commands.mjs';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Path of a Chromium or Chrome to drive; brings one where there is none. Throws an Error that says what to do. */
export async function ensureChromium(): Promise<string> {
  const found = findChromium();
  if (found) return found;
  if (canInstallPackages()) await ensurePackages('Chromium', ['chromium']);
  else await step('Installing Chromium', installWithPlaywright);
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    'The tests in VS Code need a browser: install Chromium or Chrome, so that it is on the PATH.',
  );
}

/** The fonts of the screenshots with Japanese text; elsewhere than on Debian as root the system's own must do. */
export async function ensureFonts(): Promise<void> {
  if (canInstallPackages()) await ensurePackages('fonts', ['fonts-noto-cjk', 'fonts-dejavu-core']);
}

function findChromium(): string | undefined {
  const onPath = commands.map((name) => findOnPath(name)).find((path) => path !== undefined);
  return onPath ?? [...applications, chromium.executablePath()].find((path) => path && existsSync(path));
}

async function installWithPlaywright(): Promise<void> {
  const packageJson = createRequire(import.meta.url).resolve('playwright-core/package.json');
  await run(process.execPath, [join(dirname(packageJson), 'cli.js'), 'install', 'chromium']);
}
