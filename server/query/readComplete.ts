import type { Span, SpanId, TraceId } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { NormalisedSpan } from '../normalise/facts.ts';
import type { TraceStore } from '../store/store.ts';
import { toSpan } from './toSpan.ts';

export type Normalise = (raw: RawSpan) => NormalisedSpan;

/** A reader of whole spans: the raw ones of the store, normalised as today's adapters do it. */
export interface SpanReader {
  readonly store: TraceStore;
  readonly normalise: Normalise;
}

export interface CompleteTrace {
  readonly trace: Trace;
  /** In order of start. */
  readonly spans: readonly Span[];
}

/** Under any form of the id. The whole trace is held in memory: for the read API, not for a view. */
export function readCompleteTrace(reader: SpanReader, id: string): CompleteTrace | undefined {
  const traceId = reader.store.resolveTraceId(id);
  const trace = traceId === undefined ? undefined : reader.store.trace(traceId);
  if (trace === undefined) return undefined;
  return {
    trace,
    spans: Array.from(reader.store.rawSpans(trace.traceId), (raw) => toSpan(reader.normalise(raw))),
  };
}

export function readCompleteSpan(reader: SpanReader, traceId: TraceId, spanId: SpanId): Span | undefined {
  const raw = reader.store.rawSpan(traceId, spanId);
  return raw === undefined ? undefined : toSpan(reader.normalise(raw));
}
