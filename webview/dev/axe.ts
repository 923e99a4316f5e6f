/** `node webview/dev/axe.ts`: the accessibility rules of axe-core on the panel in each theme; fails when one is broken. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { buildDevPage } from './build.ts';

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const cases = [
  'case=running',
  'case=runs',
  'case=error',
  'case=done',
  'case=empty',
  'case=failed',
  'case=lost',
  'case=threads',
  'case=waiting',
  'case=gone',
];
const widths = [420, 1400];

async function violations(browser: Browser, url: string, width: number): Promise<readonly Violation[]> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, reducedMotion: 'reduce' });
  await page.goto(url);
  await page.waitForSelector('[role=tabpanel], .empty h2, .failed, .command-line');
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run().then((result) => result.violations)');
  await page.close();
  return found as readonly Violation[];
}

const folder = await mkdtemp(join(tmpdir(), 'sidetrace-dev-'));
await buildDevPage(folder);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
for (const theme of ['dark', 'light', 'contrast']) {
  for (const query of cases) {
    for (const width of widths) {
      const url = `${pathToFileURL(folder)}/${theme}.html?${query}`;
      for (const { id, help, nodes } of await violations(browser, url, width)) {
        process.exitCode = 1;
        process.stdout.write(`${theme} ${query} ${width}: ${id}: ${help}\n`);
        for (const { html, failureSummary } of nodes.slice(0, 2)) {
          process.stdout.write(`    ${html.slice(0, 160)}\n    ${failureSummary ?? ''}\n`);
        }
      }
    }
  }
}
await browser.close();
