import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { examplesDir } from '../../scripts/setup/examples.ts';
import { launchBrowser } from './harness/browser.ts';
import { openWorkbench } from './harness/Workbench.ts';

const root = join(import.meta.dirname, '..', '..');
const urlPattern = /http:\/\/127\.0\.0\.1:\d+\/\S+/;

let started: ChildProcess;
let browser: Browser;
let url: string;

// A port of its own, so that a `npm start` that a developer has running is left alone.
beforeAll(async () => {
  const args = [join(root, 'scripts', 'run.mjs'), 'start', '--browser', '--no-open', '--port', '0'];
  started = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  url = await readUrl(started);
  browser = await launchBrowser(inject('chromium'));
});

afterAll(async () => {
  await browser?.close();
  if (started.exitCode === null) {
    started.kill('SIGTERM');
    await once(started, 'exit');
  }
});

async function readUrl(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const match = urlPattern.exec(line);
    if (match) return match[0];
  }
  throw new Error('npm start ended without printing a URL');
}

it('opens the examples with the extension, and terminals find the examples’ Python', async () => {
  const window = await openWorkbench(browser, { url, workspace: examplesDir });
  await window.statusBarItem(/Sidetrace/i).waitFor();
  await window.openFile('quickstart.py');
  expect(await window.terminal.runToEnd('command -v python && python -c "import mlflow"')).toBe(0);
  expect(await window.terminal.text()).toMatch(/venvs\/examples-\w+\/bin\/python/);
});
