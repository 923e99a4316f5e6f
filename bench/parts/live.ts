import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { applyEnvironment, environmentFor } from '../../protocol/environment.ts';
import { root } from '../../scripts/lib/paths.ts';
import { ensureChromium } from '../../scripts/setup/chromium.ts';
import { ensureOpenTelemetryVenv } from '../../test/sdk/harness/environments.ts';
import { launchBrowser } from '../../test/vscode/harness/browser.ts';
import type { Measurement, Part } from '../lib/measurement.ts';
import { type PaintSamples, type SentSpan, samplePaintOf } from '../lib/paintProbe.ts';
import { startSidetrace, withReceiver } from '../lib/receivers.ts';
import { percentile } from '../lib/stats.ts';

const spanCount = 10_000;
const startCount = 60;
const starts = 15;
const pauseMs = 150;
/** Samples must not keep step with the ticks of what is measured. */
const jitterMs = 97;
/** Nothing listens on the discard port. */
const nowhere = 'http://127.0.0.1:9';

interface Cost {
  /** Microseconds of CPU a span. */
  readonly thread: number;
  readonly process: number;
  readonly memory: number;
  readonly exit: number;
}

export const live: Part = {
  name: 'live',
  title: 'Live records',
  method: `A program with OpenTelemetry’s Python SDK and no exporter makes ${spanCount} spans with two attributes each as fast as it goes; the reference is the same program without the helper. CPU is that of the program’s own thread, and of its whole process with the helper’s thread. The receiver is there, away, or accepts connections and never answers. Start: what the helper adds to a Python that imports nothing, by Python’s own \`-X importtime\`, the quickest of ${starts}. Painted: ${startCount} spans that stay open, from the SDK’s own start time until the row’s second animation frame (see above), in headless Chromium.`,
  rounds: 3,
  async measure({ directory }) {
    const python = await ensureOpenTelemetryVenv();
    const off = await costOf(python, undefined);
    const away = await costOf(python, nowhere);
    const hanging = await withHangingReceiver((url) => costOf(python, url));
    const there = await withReceiver(startSidetrace, directory, ({ url }) => costOf(python, url));
    const empty = await mkdtemp(join(directory, 'paint-'));
    const painted = await withReceiver(startSidetrace, empty, ({ url }) => paintOf(python, url));
    return [
      ...costFigures('receiver there', there, off),
      ...costFigures('receiver away', away, off),
      ...costFigures('receiver hangs', hanging, off),
      { figure: 'start of Python', unit: 'ms', value: await startOf(python), budget: { atMost: 5 } },
      ...paintFigures(painted),
    ];
  },
};

function costFigures(when: string, cost: Cost, off: Cost): readonly Measurement[] {
  return [
    {
      figure: `added to a span in the program’s thread, ${when}`,
      unit: 'µs of CPU',
      value: cost.thread - off.thread,
      budget: { atMost: 20 },
    },
    {
      figure: `a span, all threads, ${when}`,
      unit: 'µs of CPU',
      value: cost.process,
      reference: off.process,
    },
    { figure: `memory, ${when}`, unit: 'MB', value: cost.memory, reference: off.memory },
    { figure: `exit, ${when}`, unit: 'ms', value: cost.exit, reference: off.exit },
  ];
}

function paintFigures({ tree, list, lost }: PaintSamples): readonly Measurement[] {
  const figures = (what: string, values: readonly number[]): readonly Measurement[] => [
    { figure: `span start → ${what}, p50`, unit: 'ms', value: percentile(values, 0.5) },
    {
      figure: `span start → ${what}, p95`,
      unit: 'ms',
      value: percentile(values, 0.95),
      budget: { atMost: 100 },
    },
  ];
  return [
    ...figures('row in the tree', tree),
    ...figures('row of a new trace in the list', list),
    { figure: 'rows that never came', unit: 'spans', value: lost, budget: { atMost: 0 } },
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

async function costOf(python: string, url: string | undefined): Promise<Cost> {
  const child = startSpans(python, url, ['cost', `${spanCount}`]);
  const exited = once(child, 'exit').then(() => Date.now());
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  const told = JSON.parse(line) as Omit<Cost, 'exit'> & { readonly end: number };
  return { ...told, memory: told.memory / 1024, exit: (await exited) - told.end * 1000 };
}

async function withHangingReceiver<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    return await work(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
  } finally {
    server.close();
  }
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

async function paintOf(python: string, url: string): Promise<PaintSamples> {
  const browser = await launchBrowser(await ensureChromium());
  try {
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(url);
    await page.getByText('No traces yet').waitFor();
    return await samplePaintOf(page, () => openSpans(python, url));
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
