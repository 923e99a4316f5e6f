import type { Page } from 'playwright-core';
import { ensureChromium } from '../../scripts/setup/chromium.ts';
import { launchBrowser } from '../../test/vscode/harness/browser.ts';
import { openConnection } from '../lib/connection.ts';
import { type GeneratedSpan, generateOneTrace, generateTraces, nowNs } from '../lib/llmTraces.ts';
import type { Part } from '../lib/measurement.ts';
import { generateBodies } from '../lib/otlpRequest.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';

const hourNs = 3_600_000_000_000n;
const spanCount = 30_000;

export const openLarge: Part = {
  name: 'open',
  title: 'Open a trace of 30,000 spans',
  method:
    'Headless Chromium on the receiver’s own page, a trace of twenty spans in view. From the click on the trace in the list until its first rows had been painted, and until the tree is as high as all its rows. Heap after a garbage collection.',
  rounds: 3,
  async measure({ directory }) {
    return withReceiver(startSidetrace, directory, async ({ url }) => {
      const large = generateOneTrace(spanCount, nowNs() - hourNs);
      await sendTraces(url, [large, ...generateTraces(1, nowNs())]);
      const browser = await launchBrowser(await ensureChromium());
      try {
        const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
        await page.goto(url);
        await page.getByRole('treeitem').first().waitFor();
        return await measureOpen(page, large);
      } finally {
        await browser.close();
      }
    });
  },
};

async function measureOpen(page: Page, large: readonly GeneratedSpan[]) {
  const rowId = `trace-${large[0]?.traceId}`;
  await page.locator(`#${rowId}`).waitFor();
  const { firstMs, allMs, longestTaskMs } = await page.evaluate(openInPage, { rowId, rows: large.length });
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return [
    { figure: 'first rows painted', unit: 'ms', value: firstMs, budget: { atMost: 500 } },
    { figure: 'all rows there', unit: 'ms', value: allMs },
    { figure: 'longest task of the page', unit: 'ms', value: longestTaskMs },
    { figure: 'DOM elements', unit: 'elements', value: nodes },
    { figure: 'JavaScript heap', unit: 'MB', value: usedSize / 1e6, budget: { atMost: 150 } },
  ];
}

async function sendTraces(url: string, traces: readonly (readonly GeneratedSpan[])[]): Promise<void> {
  const connection = openConnection(url);
  for (const { body } of generateBodies(traces)) await connection.sendSpans(body);
  connection.close();
}

interface OpenQuestion {
  readonly rowId: string;
  readonly rows: number;
}

/** In the page: clicks, and looks at each animation frame how far the tree is. Rejects after two minutes. */
async function openInPage({ rowId, rows }: OpenQuestion) {
  const tree = '[role=tree]';
  const nextFrame = () => new Promise(requestAnimationFrame);
  const before = new Set(Array.from(document.querySelectorAll(`${tree} .row`), ({ id }) => id));
  const isShown = () =>
    Array.from(document.querySelectorAll(`${tree} .row`)).some(({ id }) => !before.has(id));
  const height = () => document.querySelector(`${tree} .rows`)?.getBoundingClientRect().height ?? 0;
  const rowHeight = document.querySelector(`${tree} .row`)?.getBoundingClientRect().height ?? 0;
  let longestTaskMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, duration);
  }).observe({ entryTypes: ['longtask'] });
  const startMs = performance.now();
  const until = async (isThere: () => boolean): Promise<number> => {
    while (!isThere()) {
      await nextFrame();
      if (performance.now() - startMs > 120_000) throw new Error(`After two minutes: ${height()} pixels`);
    }
    await nextFrame();
    await nextFrame();
    return performance.now() - startMs;
  };
  document.getElementById(rowId)?.click();
  const firstMs = await until(isShown);
  const allMs = await until(() => height() >= rows * rowHeight);
  return { firstMs, allMs, longestTaskMs };
}
