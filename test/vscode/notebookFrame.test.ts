import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { type ReceiverProcess, startReceiver } from '../sdk/harness/commandLine.ts';
import { launchBrowser } from './harness/browser.ts';
import { resultsDir } from './harness/Workbench.ts';
import { agent, failure, japanese, type SampleSpan, sendTrace } from './pages/sampleTraces.ts';

let browser: Browser;
let receiver: ReceiverProcess;
let page: Page;
let asked: string[] = [];
let notebook: Server;
let cell = '';

beforeAll(async () => {
  browser = await launchBrowser(inject('chromium'));
  receiver = await startReceiver();
  notebook = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<!doctype html><title>Notebook</title><body style="margin: 20px 8px">${cell}`);
  });
  await once(notebook.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => page.context().close());
afterAll(async () => {
  await browser.close();
  await receiver.stop();
  notebook.close();
});

interface Shown {
  readonly ids: readonly string[];
  readonly path?: string;
  readonly width?: number;
  readonly scheme?: 'dark' | 'light';
}

/** A page of another origin with MLflow's own iframe for these traces. */
async function show({ ids, path, width = 900, scheme = 'dark' }: Shown): Promise<FrameLocator> {
  const context = await browser.newContext({ viewport: { width, height: 560 }, colorScheme: scheme });
  page = await context.newPage();
  asked = [];
  page.on('request', (request) => {
    const { origin: from, pathname } = new URL(request.url());
    if (from === receiver.url && pathname.startsWith('/api/')) asked.push(pathname);
  });
  const query = ids.map((id) => `trace_id=${id}&experiment_id=0`).join('&');
  const src = path ?? `/static-files/lib/notebook-trace-renderer/index.html?${query}&version=3.17.2`;
  const address = `${receiver.url}${src}`.replaceAll('&', '&amp;');
  cell = `<iframe style="width: 100%; height: 500px; border: none; resize: vertical;" src="${address}"></iframe>`;
  // Another site to a browser, as JupyterLab's localhost is.
  await page.goto(`http://localhost:${(notebook.address() as AddressInfo).port}/`);
  return page.frameLocator('iframe');
}

/** Lower numbers are in use by nobody else: each test has its own traces. */
async function send(number: number, spans: readonly SampleSpan[]): Promise<string> {
  await sendTrace(Number(new URL(receiver.url).port), { spans, startMs: Date.now() - 60_000, number });
  return `tr-${number.toString(16).padStart(32, '0')}`;
}

async function screenshot(name: string): Promise<void> {
  await mkdir(resultsDir, { recursive: true });
  await page.screenshot({ path: join(resultsDir, `notebook-${name}.png`) });
}

async function violations(): Promise<readonly string[]> {
  const frame = page.frames()[1]!;
  await frame.evaluate(axe.source);
  const found = await frame.evaluate('axe.run().then((result) => result.violations)');
  return (found as readonly axe.Result[]).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

it('shows the trace as it comes, its spans and their details, with nothing but reads by its id', async () => {
  const frame = await show({ ids: [`tr-${'1'.padStart(32, '0')}`] });
  await frame.getByText('Waiting for this trace').waitFor();
  await screenshot('waiting');
  const spans = agent();
  await send(1, spans.slice(0, 2));
  const rows = frame.getByRole('treeitem');
  await rows.nth(1).waitFor();
  await send(1, spans);
  await rows.nth(3).waitFor();
  await rows.filter({ hasText: 'ollama.chat' }).last().click();
  await frame.getByRole('tab', { name: 'Chat' }).waitFor();
  await frame.getByText('so the bill comes to').waitFor();
  await screenshot('dark');
  expect(await frame.getByRole('treegrid').count()).toBe(0);
  expect(await violations()).toEqual([]);
  expect(new Set(asked)).toEqual(new Set(['/api/request/by-id']));
});

it.each([
  { width: 420, scheme: 'light' },
  { width: 1200, scheme: 'light' },
  { width: 420, scheme: 'dark' },
] as const)('fits $width pixels, $scheme', async ({ width, scheme }) => {
  const frame = await show({ ids: [await send(2, agent())], width, scheme });
  await frame.getByRole('treeitem').first().click();
  await frame.getByRole('tabpanel').waitFor();
  await screenshot(`${scheme}-${width}`);
  const inner = page.frames()[1]!;
  expect(await inner.evaluate(() => document.documentElement.scrollWidth)).toBe(width - 16);
  expect(await violations()).toEqual([]);
});

it('lists several, and says which are still to come and when one is cleared', async () => {
  const ids = [await send(3, failure()), await send(4, japanese()), `tr-${'5'.padStart(32, '0')}`];
  const frame = await show({ ids });
  await frame.locator('.trace-row').nth(1).waitFor();
  await frame.getByText('Waiting for 1 more trace').waitFor();
  await frame.locator('.trace-row', { hasText: 'answer' }).click();
  await frame.getByRole('treeitem', { name: 'plan_the_calculation' }).waitFor();
  await screenshot('several');
  expect(await violations()).toEqual([]);
  await ask('deleteTraces', { traceIds: 'all' });
  await frame.getByText('were cleared').waitFor();
  await screenshot('cleared');
  await ask('restoreTraces', {});
  await frame.locator('.trace-row').nth(1).waitFor();
});

it('is the only page of ours that shows in a frame', async () => {
  const id = await send(6, agent());
  const frame = await show({ ids: [], path: `/?trace=${id}` });
  await frame.getByText('may not show this address in a frame').waitFor();
});

async function ask(name: string, params: object): Promise<void> {
  const response = await fetch(`${receiver.url}/api/request`, {
    method: 'POST',
    body: JSON.stringify({ name, params }),
  });
  expect(response.status).toBe(200);
}
