/** `node webview/dev/shoot.ts FOLDER [CASE…]`: pictures of the panel on made-up data, in three themes, narrow and wide. */
import { mkdir } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { buildDevPage } from './build.ts';

const chromiumPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const sizes = {
  narrow: { width: 420, height: 760 },
  beside: { width: 620, height: 820 },
  small: { width: 510, height: 460 },
  wide: { width: 1400, height: 800 },
};

interface Shot {
  readonly name: string;
  readonly theme: 'dark' | 'light' | 'contrast';
  readonly size: keyof typeof sizes;
  readonly query: string;
  /** The row of the tree to click first. */
  readonly click?: string;
}

const shots: readonly Shot[] = [
  { name: 'beside-dark-running', theme: 'dark', size: 'beside', query: 'case=running' },
  { name: 'narrow-dark-tool', theme: 'dark', size: 'narrow', query: 'case=running', click: 'ToolExecution' },
  { name: 'wide-light-chat', theme: 'light', size: 'wide', query: 'case=done', click: 'ollama.chat' },
  { name: 'wide-dark-error', theme: 'dark', size: 'wide', query: 'case=error' },
  { name: 'narrow-light-japanese', theme: 'light', size: 'narrow', query: 'case=japanese' },
  { name: 'beside-contrast', theme: 'contrast', size: 'beside', query: 'case=error' },
  { name: 'narrow-dark-empty', theme: 'dark', size: 'narrow', query: 'case=empty' },
  { name: 'narrow-light-failed', theme: 'light', size: 'narrow', query: 'case=failed' },
  { name: 'wide-dark-large', theme: 'dark', size: 'wide', query: 'spans=30000' },
  { name: 'small-dark-done', theme: 'dark', size: 'small', query: 'case=done', click: 'ollama.chat' },
  { name: 'beside-dark-lost', theme: 'dark', size: 'beside', query: 'case=lost' },
  { name: 'narrow-light-lost', theme: 'light', size: 'narrow', query: 'case=lost' },
  { name: 'wide-light-maybelost', theme: 'light', size: 'wide', query: 'case=maybelost' },
  { name: 'beside-dark-threads', theme: 'dark', size: 'beside', query: 'case=threads', click: '費用' },
  { name: 'wide-light-threads', theme: 'light', size: 'wide', query: 'case=threads' },
  { name: 'narrow-light-threads', theme: 'light', size: 'narrow', query: 'case=threads-running' },
  { name: 'beside-contrast-threads', theme: 'contrast', size: 'beside', query: 'case=threads' },
  { name: 'wide-dark-apart', theme: 'dark', size: 'wide', query: 'case=threads&state={"regroup":false}' },
  { name: 'beside-dark-waiting', theme: 'dark', size: 'beside', query: 'case=waiting' },
  { name: 'wide-light-waiting', theme: 'light', size: 'wide', query: 'case=waiting' },
  { name: 'narrow-light-gone', theme: 'light', size: 'narrow', query: 'case=gone' },
  { name: 'beside-contrast-gone', theme: 'contrast', size: 'beside', query: 'case=gone' },
  { name: 'narrow-dark-gonelong', theme: 'dark', size: 'narrow', query: 'case=gonelong' },
  { name: 'beside-dark-runs', theme: 'dark', size: 'beside', query: 'case=runs' },
  { name: 'narrow-light-runs', theme: 'light', size: 'narrow', query: 'case=runs' },
  { name: 'wide-dark-runs', theme: 'dark', size: 'wide', query: 'case=runs' },
  { name: 'wide-contrast-runs', theme: 'contrast', size: 'wide', query: 'case=runs' },
  { name: 'wide-light-runs', theme: 'light', size: 'wide', query: 'case=runs' },
  { name: 'narrow-dark-long', theme: 'dark', size: 'narrow', query: 'case=long' },
];

async function shoot(browser: Browser, folder: string, shot: Shot): Promise<void> {
  const page = await browser.newPage({ viewport: sizes[shot.size] });
  page.on('pageerror', (error) => process.stderr.write(`${shot.name}: ${error.message}\n`));
  page.on('console', (message) => process.stderr.write(`${shot.name}: ${message.text()}\n`));
  await page.goto(`${pathToFileURL(folder)}/${shot.theme}.html?${shot.query}`);
  await page.waitForSelector('[role=treeitem], .empty, .failed, .hint-block');
  if (shot.click !== undefined)
    await page.locator('[role=treeitem]', { hasText: shot.click }).first().click();
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  await page.screenshot({ path: `${folder}/${shot.name}.png` });
  await page.close();
}

const [folder = 'dist/dev', ...only] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
await buildDevPage(folder);
const browser = await chromium.launch({
  executablePath: chromiumPath,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
for (const shot of shots) {
  if (only.length === 0 || only.includes(shot.name)) await shoot(browser, folder, shot);
}
await browser.close();
