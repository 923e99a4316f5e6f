import type { SpanId } from '../../protocol/model/span.ts';
import type { RawBatch, TraceFacts } from '../decode/rawSpan.ts';
import { mergeFacts } from './mergeFacts.ts';
import type { StoredTraceInfo, TraceStore } from './store.ts';
import { isSent } from './traceSummary.ts';

/**
 * A trace as it will be when these batches are stored: an answer that need not wait for that. What only their spans would
 * tell (a state, times and tags that the SDK does not say itself) is left out.
 */
export function expectedInfo(
  store: Pick<TraceStore, 'traceInfo' | 'sentAmong'>,
  batches: readonly RawBatch[],
  said: TraceFacts,
): StoredTraceInfo {
  const { traceId, requestId } = said;
  const stored = store.traceInfo(traceId);
  const isSame = (facts: TraceFacts): boolean =>
    facts.traceId === traceId || (requestId !== undefined && facts.requestId === requestId);
  const told = batches.flatMap(({ traces }) => traces).filter(isSame);
  const facts = [...told, said].reduce<TraceFacts>(
    (known, more) => ({ ...mergeFacts(known, more), traceId }),
    stored?.facts ?? { traceId },
  );
  const ids = new Set<SpanId>();
  for (const { spans } of batches)
    for (const span of spans) if (span.traceId === traceId && isSent(span)) ids.add(span.spanId);
  const known = ids.size === 0 ? 0 : store.sentAmong(traceId, [...ids]);
  return {
    facts,
    spanCount: (stored?.spanCount ?? 0) + ids.size - known,
    assessments: stored?.assessments ?? [],
  };
}

/** The id under which a trace that only these batches know will be found; as `TraceStore.resolveTraceId`. */
export function expectedTraceId(batches: readonly RawBatch[], id: string): string | undefined {
  for (const { traces } of batches)
    for (const { traceId, requestId } of traces) if (traceId === id || requestId === id) return traceId;
  return undefined;
}
