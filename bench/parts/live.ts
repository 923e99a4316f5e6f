import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { applyEnvironment, environmentFor } from '../../protocol/environment.ts';
import { root } from '../../scripts/lib/paths.ts';
import { ensureChromium } from '../../scripts/setup/chromium.ts';
import { ensureOpenTelemetryVenv } from '../../test/sdk/harness/environments.ts';
import { launchBrowser } from '../../test/vscode/harness/browser.ts';
import { startBackgroundLoad } from '../lib/backgroundLoad.ts';
import { type Cost, costOf, costsOf, nowhere } from '../lib/liveCost.ts';
import type { Measurement, Part } from '../lib/measurement.ts';
import { onOneCpu } from '../lib/oneCpu.ts';
import { type PaintSamples, type SentSpan, samplePaintOf } from '../lib/paintProbe.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import { percentile } from '../lib/stats.ts';

const spanCount = 10_000;
/** In traces of four. */
const startCount = 160;
const loadSpans = 5000;
const starts = 15;
const pauseMs = 150;
/** Samples must not keep step with the ticks of what is measured. */
const jitterMs = 97;
export const live: Part = {
  name: 'live',
  title: 'Live records',
  method: `A program with OpenTelemetry’s Python SDK and no exporter makes spans with two attributes each, ${spanCount} as fast as it goes, and before that in bursts of 50 with pauses of 50 ms (in which caches become cold, for the SDK’s own code too), of five such runs the one that took least; the reference is the same program without the helper. CPU is that of the program’s own thread, and of its whole process with the helper’s thread; program and receiver take turns on one CPU, for two of a virtual machine may be the halves of one core, on which each slows the other. The receiver is there, away, or accepts connections and never answers. Start: what the helper adds to a Python that imports nothing, by Python’s own \`-X importtime\`, the quickest of ${starts}. Painted: ${startCount} spans that stay open, from the SDK’s own start time until the row’s second animation frame (see above), in headless Chromium; idle, and while ${loadSpans} spans a second come by OTLP, in traces of 20.`,
  rounds: 3,
  async measure({ directory }) {
    const python = await ensureOpenTelemetryVenv();
    const costs = await onOneCpu(() => costsOf(directory, (url) => costOfSpans(python, url)));
    const paint = async (spansPerSecond: number): Promise<PaintSamples> => {
      const empty = await mkdtemp(join(directory, 'paint-'));
      return withReceiver(startSidetrace, empty, ({ url }) => paintOf(python, url, spansPerSecond));
    };
    const idle = await paint(0);
    const loaded = await paint(loadSpans);
    return [
      ...costs,
      { figure: 'start of Python', unit: 'ms', value: await startOf(python), budget: { atMost: 5 } },
      ...paintFigures(idle, 'idle', 100),
      ...paintFigures(loaded, 'under 5,000 spans/s', 250),
    ];
  },
};

/** `budgetMs` is that of the 95th percentile. */
function paintFigures(
  { tree, list, lost }: PaintSamples,
  when: string,
  budgetMs: number,
): readonly Measurement[] {
  const figures = (what: string, values: readonly number[]): readonly Measurement[] => [
    { figure: `span start → ${what}, ${when}, p50`, unit: 'ms', value: percentile(values, 0.5) },
    {
      figure: `span start → ${what}, ${when}, p95`,
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

/** Without a URL the program runs without the helper. */
function environmentOf(url: string | undefined): NodeJS.ProcessEnv {
  if (url === undefined) return process.env;
  const environment = environmentFor({ url, helperDir: join(root, 'dist', 'python'), existing: process.env });
  return applyEnvironment(process.env, environment, delimiter);
}

function startSpans(python: string, url: string | undefined, args: readonly string[]) {
  return spawn(python, [join(root, 'bench', 'live_spans.py'), ...args], {
    env: environmentOf(url),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

function costOfSpans(python: string, url: string | undefined): Promise<Cost> {
  return costOf(() => startSpans(python, url, ['cost', `${spanCount}`]));
}

/** Milliseconds that Python says sitecustomize took with all it imports; less what an empty one takes. */
async function startOf(python: string): Promise<number> {
  const quickest = async (url: string | undefined): Promise<number> => {
    const times: number[] = [];
    for (let n = 0; n < starts; n++) {
      const child = spawn(python, ['-X', 'importtime', '-c', ''], { env: environmentOf(url), stdio: 'pipe' });
      let text = '';
      child.stderr.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      await once(child, 'close');
      times.push(Number(/\|\s*(\d+) \| site$/m.exec(text)?.[1]) / 1000);
    }
    return Math.min(...times);
  };
  return (await quickest(nowhere)) - (await quickest(undefined));
}

/** `spansPerSecond`: what else comes meanwhile, as traces below those that are measured. */
async function paintOf(python: string, url: string, spansPerSecond: number): Promise<PaintSamples> {
  const browser = await launchBrowser(await ensureChromium());
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(url);
    await page.getByText('No traces yet').waitFor();
    const load = spansPerSecond > 0 ? startBackgroundLoad(url, spansPerSecond) : undefined;
    const painted = await samplePaintOf(page, () => openSpans(python, url));
    await load?.stop();
    return painted;
  } finally {
    await browser.close();
  }
}

/** Lets the program open one span after the other, each while the one before has ended. */
async function openSpans(python: string, url: string): Promise<readonly SentSpan[]> {
  const child = startSpans(python, url, ['starts', `${startCount}`]);
  const sent: SentSpan[] = [];
  for await (const line of createInterface(child.stdout)) {
    const { traceId, spanId, isRoot, at } = JSON.parse(line) as Omit<SentSpan, 'atMs'> & {
      readonly at: number;
    };
    sent.push({ traceId, spanId, isRoot, atMs: at });
    await delay(pauseMs + ((sent.length * 41) % jitterMs));
    child.stdin.write('\n');
  }
  return sent;
}
