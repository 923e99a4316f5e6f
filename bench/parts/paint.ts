import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureChromium } from '../../scripts/setup/chromium.ts';
import { launchBrowser } from '../../test/vscode/harness/browser.ts';
import { startBackgroundLoad } from '../lib/backgroundLoad.ts';
import type { Measurement, Part, RoundContext } from '../lib/measurement.ts';
import { type PaintSamples, samplePaint } from '../lib/paintProbe.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import { percentile } from '../lib/stats.ts';

const samples = 120;

export const paint: Part = {
  name: 'paint',
  title: 'Span end to painted row, viewer in a browser',
  method: `Headless Chromium on the receiver’s own page. A span is sent as it ends; its row counts as painted at the second animation frame after it is in the document, which adds 17 to 33 ms at 60 Hz. ${samples} spans a round, in traces of four, so that each fourth also makes the view turn to a new trace. The load: 50 traces of 20 spans each second that are in the list, below.`,
  rounds: 3,
  async measure(context) {
    const idle = await paintOnce(context, false);
    const loaded = await paintOnce(context, true);
    return [...paintFigures(idle, 'idle', 100), ...paintFigures(loaded, 'under 1,000 spans/s', 250)];
  },
};

/** `budgetMs` is that of the 95th percentile. */
export function paintFigures(
  { tree, list, lost }: PaintSamples,
  when: string,
  budgetMs: number,
): readonly Measurement[] {
  const figures = (what: string, values: readonly number[]): readonly Measurement[] => [
    { figure: `${what}, ${when}, p50`, unit: 'ms', value: percentile(values, 0.5) },
    {
      figure: `${what}, ${when}, p95`,
      unit: 'ms',
      value: percentile(values, 0.95),
      budget: { atMost: budgetMs },
    },
  ];
  return [
    ...figures('row in the tree', tree),
    ...figures('row of a new trace in the list', list),
    { figure: `rows that never came, ${when}`, unit: 'spans', value: lost, budget: { atMost: 0 } },
  ];
}

async function paintOnce(context: RoundContext, loaded: boolean): Promise<PaintSamples> {
  const directory = await mkdtemp(join(context.directory, 'paint-'));
  return withReceiver(startSidetrace, directory, async ({ url }) => {
    const browser = await launchBrowser(await ensureChromium());
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      await page.goto(url);
      await page.getByText('No traces yet').waitFor();
      const load = loaded ? startBackgroundLoad(url) : undefined;
      const painted = await samplePaint(page, url, samples);
      await load?.stop();
      return painted;
    } finally {
      await browser.close();
    }
  });
}
