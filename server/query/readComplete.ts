import type { Span, SpanId, TraceId } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { TraceStore } from '../store/store.ts';

/** A reader of whole spans: the raw ones of the store, read by today's adapters. */
export interface SpanReader {
  readonly store: Pick<TraceStore, 'resolveTraceId' | 'trace' | 'rawSpan' | 'rawSpans'>;
  readonly toSpan: (raw: RawSpan) => Span;
}

export interface CompleteTrace {
  readonly trace: Trace;
  /** In order of start. Lazily read: a trace may have a million spans. */
  readonly spans: Iterable<Span>;
}

/** Under any form of the id. */
export function readCompleteTrace(reader: SpanReader, id: string): CompleteTrace | undefined {
  const traceId = reader.store.resolveTraceId(id);
  const trace = traceId === undefined ? undefined : reader.store.trace(traceId);
  return trace === undefined ? undefined : { trace, spans: readSpans(reader, trace.traceId) };
}

function* readSpans({ store, toSpan }: SpanReader, traceId: TraceId): Generator<Span> {
  for (const raw of store.rawSpans(traceId)) yield toSpan(raw);
}

/** The trace under any form of its id. */
export function readCompleteSpan(
  { store, toSpan }: SpanReader,
  id: string,
  spanId: SpanId,
): Span | undefined {
  const traceId = store.resolveTraceId(id);
  const raw = traceId === undefined ? undefined : store.rawSpan(traceId, spanId);
  return raw === undefined ? undefined : toSpan(raw);
}
