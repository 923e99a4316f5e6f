import type { FileLine } from '../../protocol/base/fileLine.ts';
import { isEarlier, type Nanos } from '../../protocol/base/time.ts';
import type { Verdict } from '../../protocol/messages/rows.ts';
import type { SpanId, SpanStatus, TraceId } from '../../protocol/model/span.ts';
import type { ProcessEnd, RawSpan } from '../decode/rawSpan.ts';
import type { NormalisedSpan } from '../normalise/facts.ts';

/** A span that does not go on: its thread stands on a line, or its process ended in it. Plain JSON. */
export interface Stop {
  readonly spanId: SpanId;
  readonly parentId?: SpanId;
  /** Only where those of several traces are united. */
  readonly traceId?: TraceId;
  readonly name: string;
  readonly startNs: Nanos;
  /** The line on which it stood; else the one that the span has. */
  readonly at?: FileLine;
  readonly from?: FileLine;
  /** Since when it is known to stand there, where it stood elsewhere before; when its process ended. */
  readonly sinceNs?: Nanos;
  readonly end?: ProcessEnd;
}

/** Threads that stand at once; more say nothing new. */
const mostStops = 8;

/** What a trace's summary keeps of them. Plain JSON. */
export interface Stops {
  readonly stops?: readonly Stop[];
  /** When one of its spans last began, ended or said something. */
  readonly progressNs?: Nanos;
}

/** The trace's stops with the newest state of one of its spans, in the order in which the spans began. */
export function addStop({ stops, progressNs }: Stops, span: NormalisedSpan, status: SpanStatus): Stops {
  const { raw } = span;
  const seen = latest(progressNs, lastSign(raw));
  const stop = stopOf(span, status, stops ?? []);
  if (stops === undefined && stop === undefined) return { progressNs: seen };
  const others = (stops ?? []).filter(({ spanId }) => spanId !== raw.spanId);
  const kept = stop === undefined ? others : [...others, stop].toSorted(byStart).slice(-mostStops);
  return kept.length === 0 ? { progressNs: seen } : { stops: kept, progressNs: seen };
}

/** An end that we gave is no sign of life. */
function lastSign({ startNs, endNs, aborted, events }: RawSpan): Nanos {
  const last = latest(startNs, events.at(-1)?.timeNs ?? startNs);
  return endNs === undefined || aborted === true ? last : latest(last, endNs);
}

function latest(known: Nanos | undefined, time: Nanos): Nanos {
  return known === undefined || isEarlier(known, time) ? time : known;
}

function stopOf(
  { raw, facts }: NormalisedSpan,
  status: SpanStatus,
  stops: readonly Stop[],
): Stop | undefined {
  const { standsAt, location, callSite, parentId, aborted, abortedBy } = raw;
  const head = {
    spanId: raw.spanId,
    ...(parentId !== undefined && { parentId }),
    name: facts.name ?? raw.name,
    startNs: raw.startNs,
  };
  if (aborted === true && abortedBy !== undefined) {
    const from = location ?? callSite;
    const place = standsAt ? { at: lineOf(standsAt) } : from && { from: lineOf(from) };
    return { ...head, ...place, end: abortedBy, ...(raw.endNs !== undefined && { sinceNs: raw.endNs }) };
  }
  if (status !== 'running' || standsAt === undefined) return undefined;
  const before = stops.find(({ spanId, end }) => spanId === raw.spanId && end === undefined);
  const at = lineOf(standsAt);
  if (before?.at?.file === at.file && before.at.line === at.line) return { ...before, ...head };
  return { ...head, at, ...(before && { sinceNs: standsAt.timeNs }) };
}

function lineOf({ file, line }: FileLine): FileLine {
  return { file, line };
}

/** A child that began in the same nanosecond comes after its parent. */
function byStart(a: Stop, b: Stop): number {
  if (a.startNs === b.startNs) return Number(a.parentId === b.spanId) - Number(b.parentId === a.spanId);
  return isEarlier(a.startNs, b.startNs) ? -1 : 1;
}

/** Of traces that are shown as one: as long as one of them goes on, they do. */
export function unitedStops(traces: readonly (Stops & { readonly traceId: TraceId })[]): Stops {
  const stops = traces.flatMap((trace) =>
    (trace.stops ?? []).map((stop) => ({ ...stop, traceId: trace.traceId })),
  );
  const times = traces.flatMap(({ progressNs }) => progressNs ?? []);
  const [first, ...more] = times;
  return {
    stops: stops.toSorted(byStart),
    ...(first !== undefined && { progressNs: more.reduce(latest, first) }),
  };
}

/** The one that began last is the innermost. What may still go on is told before what has ended. */
export function verdictOf({ stops = [], progressNs }: Stops): Verdict | undefined {
  const waiting = stops.findLast(({ end }) => end === undefined);
  const stop = waiting ?? stops.at(-1);
  if (stop === undefined || progressNs === undefined) return undefined;
  const { spanId, traceId, name, at, from, sinceNs = progressNs, end } = stop;
  const place = { ...(at && { at }), ...(from && { from }) };
  const since = end === undefined ? latest(progressNs, sinceNs) : sinceNs;
  return { kind: end ?? 'waiting', spanId, ...(traceId && { traceId }), name, ...place, sinceNs: since };
}
