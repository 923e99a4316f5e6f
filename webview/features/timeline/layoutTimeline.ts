import type { SpanId } from '../../../protocol/model/span.ts';
import type { SpanEntry } from '../../state/openTrace.ts';

/** One time axis for the whole trace, in milliseconds from the open trace's base. */
export interface TimeAxis {
  readonly startMs: number;
  /** Always after `startMs`. */
  readonly endMs: number;
}

/** First start, last known end, and whether something runs: all that needs every span, kept until spans change. */
export interface TimeExtent {
  readonly startMs: number;
  readonly endMs: number;
  readonly running: boolean;
}

/** Percent of the axis. */
export interface BarBox {
  readonly left: number;
  readonly width: number;
}

export interface Tick {
  /** Percent of the axis. */
  readonly left: number;
  readonly offsetMs: number;
}

const emptyExtent: TimeExtent = { startMs: 0, endMs: 0, running: false };
const shortestAxisMs = 0.001;

export function timeExtent(spans: ReadonlyMap<SpanId, SpanEntry>): TimeExtent {
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.NEGATIVE_INFINITY;
  let running = false;
  for (const entry of spans.values()) {
    startMs = Math.min(startMs, entry.startMs);
    endMs = Math.max(endMs, entry.endMs ?? entry.startMs);
    running ||= entry.row.status === 'running';
  }
  return Number.isFinite(startMs) ? { startMs, endMs, running } : emptyExtent;
}

/** While something runs the axis reaches to now. */
export function timeAxis(extent: TimeExtent, nowMs: number): TimeAxis {
  const { startMs, running } = extent;
  const endMs = running ? Math.max(extent.endMs, nowMs) : extent.endMs;
  return { startMs, endMs: Math.max(endMs, startMs + shortestAxisMs) };
}

/** How long a span took, or has run until now. Undefined: it has no end and does not run (its process ended first). */
export function durationMs(entry: SpanEntry, nowMs: number): number | undefined {
  const end = entry.endMs ?? (entry.row.status === 'running' ? nowMs : undefined);
  return end === undefined ? undefined : Math.max(0, end - entry.startMs);
}

/** A bar on the axis, always inside it; a span with no end that does not run is a point. */
export function layoutBar(entry: SpanEntry, axis: TimeAxis, nowMs: number): BarBox {
  const length = axis.endMs - axis.startMs;
  const left = clampPercent(((entry.startMs - axis.startMs) / length) * 100);
  const width = clampPercent(((durationMs(entry, nowMs) ?? 0) / length) * 100);
  return { left, width: Math.min(width, 100 - left) };
}

/** Round times (1, 2 or 5 times a power of ten, and minutes by the clock), at most `most` of them, from 0. */
export function layoutTicks(axis: TimeAxis, most: number): readonly Tick[] {
  const length = axis.endMs - axis.startMs;
  const step = niceStep(length / Math.max(1, most));
  const ticks: Tick[] = [];
  for (let index = 0; index * step <= length; index++) {
    ticks.push({ offsetMs: index * step, left: ((index * step) / length) * 100 });
  }
  return ticks;
}

const clockSteps = [60, 120, 300, 600, 1800, 3600, 7200, 18_000, 36_000].map((seconds) => seconds * 1000);

/** The least round step that is not under `minimum` milliseconds. */
export function niceStep(minimum: number): number {
  if (minimum > 50_000) {
    const byClock = clockSteps.find((step) => step >= minimum);
    if (byClock !== undefined) return byClock;
  }
  const power = 10 ** Math.floor(Math.log10(Math.max(minimum, 1e-6)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= minimum * (1 - 1e-9)) ?? 10;
  return factor * power;
}

function clampPercent(percent: number): number {
  return Math.max(0, Math.min(100, percent));
}
