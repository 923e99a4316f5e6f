import { setTimeout as delay } from 'node:timers/promises';
import type { Frame, Page } from 'playwright-core';
import { type Connection, openConnection } from './connection.ts';
import { type GeneratedSpan, generateTraces, nowNs } from './llmTraces.ts';
import { encodeRequest } from './otlpRequest.ts';

export interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly isRoot: boolean;
  /** Milliseconds since the epoch, by the clock of this process. */
  readonly atMs: number;
}

/** Milliseconds from the moment a span was sent until its row had been painted. */
export interface PaintSamples {
  /** The span's row in the tree of the newest trace, which the view follows. */
  readonly tree: readonly number[];
  /** For the first span of a trace: the trace's row in the list. */
  readonly list: readonly number[];
  /** Spans whose row in the tree never came. */
  readonly lost: number;
}

/** A page or a frame in it. */
type Document = Pick<Page | Frame, 'evaluate'>;
type ProbedWindow = Window & { paintedAt?: Map<string, number> };

const spansPerTrace = 4;
const pauseMs = 120;
/** Samples must not keep step with the ticks of what is measured. */
const jitterMs = 97;
const settleMs = 1500;
const clockRounds = 20;

/** Sends `count` spans, one a request and a pause between them, and reads from the page when each was painted. */
export function samplePaint(page: Document, url: string, count: number): Promise<PaintSamples> {
  const connection = openConnection(url);
  return samplePaintOf(page, () => sendSpaced(connection, count)).finally(() => connection.close());
}

/** The same for spans that are sent in another way. */
export async function samplePaintOf(
  page: Document,
  send: () => Promise<readonly SentSpan[]>,
): Promise<PaintSamples> {
  await page.evaluate(installProbe);
  const ahead = await clockAhead(page);
  const sent = await send();
  await delay(settleMs);
  const painted = new Map(await page.evaluate(readProbe));
  const took = (id: string, sentMs: number): readonly number[] => {
    const at = painted.get(id);
    return at === undefined ? [] : [at - ahead - sentMs];
  };
  const tree = sent.flatMap(({ spanId, atMs }) => took(`span-${spanId}`, atMs));
  const roots = sent.filter(({ isRoot }) => isRoot);
  const list = roots.flatMap(({ traceId, atMs }) => took(`trace-${traceId}`, atMs));
  return { tree, list, lost: sent.length - tree.length };
}

async function sendSpaced(connection: Connection, count: number): Promise<readonly SentSpan[]> {
  const sent: SentSpan[] = [];
  let root: GeneratedSpan | undefined;
  for (const [template] of generateTraces(count, nowNs(), Date.now() & 0xffff)) {
    if (!template) continue;
    const { parentId: _, ...rest } = template;
    const endNs = nowNs();
    if (sent.length % spansPerTrace === 0) root = undefined;
    const parent = root && { traceId: root.traceId, parentId: root.spanId };
    const span: GeneratedSpan = { ...rest, ...parent, startNs: endNs - 5_000_000n, endNs };
    root ??= span;
    const body = encodeRequest([span]);
    const { traceId, spanId } = span;
    sent.push({ traceId, spanId, isRoot: span.parentId === undefined, atMs: wallClock() });
    await connection.sendSpans(body);
    await delay(pauseMs + ((sent.length * 41) % jitterMs));
  }
  return sent;
}

function wallClock(): number {
  return performance.timeOrigin + performance.now();
}

/** Milliseconds that the page's clock is ahead of ours, from the quickest of some questions. */
async function clockAhead(page: Document): Promise<number> {
  let best = { roundTrip: Number.POSITIVE_INFINITY, ahead: 0 };
  for (let round = 0; round < clockRounds; round++) {
    const before = wallClock();
    const there = await page.evaluate(() => performance.timeOrigin + performance.now());
    const after = wallClock();
    const roundTrip = after - before;
    if (roundTrip < best.roundTrip) best = { roundTrip, ahead: there - (before + after) / 2 };
  }
  return best.ahead;
}

/** In the page: notes for each row the second animation frame after it came, when it has been painted. */
function installProbe(): void {
  const paintedAt = new Map<string, number>();
  const seen = new Set<string>();
  const note = (id: string) => () => {
    paintedAt.set(id, performance.timeOrigin + performance.now());
  };
  const look = (): void => {
    for (const { id } of document.querySelectorAll('.row[id]')) {
      if (seen.has(id)) continue;
      seen.add(id);
      requestAnimationFrame(() => requestAnimationFrame(note(id)));
    }
  };
  look();
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributeFilter: ['id'] });
  (window as ProbedWindow).paintedAt = paintedAt;
}

function readProbe(): (readonly [string, number])[] {
  return [...((window as ProbedWindow).paintedAt ?? [])];
}
