import type { TraceId } from '../../../protocol/model/span.ts';
import type { RawSpan } from '../../decode/rawSpan.ts';
import type { StoredTraceInfo, TraceStore } from '../../store/store.ts';
import { noExperiment } from '../../store/traceRecords.ts';
import { isSent } from '../../store/traceSummary.ts';
import { missing } from './errors.ts';

const v3Id = /^tr-([0-9a-f]{32})$/i;

/**
 * The trace id of an SDK's own id: MLflow 3's `tr-…` carries the OTel id; MLflow 2's 32 hex digits stand for it
 * until spans tell the OTel id; other forms are kept as they are.
 */
export function traceIdOfRequest(requestId: string): TraceId {
  const match = v3Id.exec(requestId);
  return match?.[1]?.toLowerCase() ?? requestId;
}

/** Throws 404 in the words of the dialect that asks. */
export function requireTrace(
  store: Pick<TraceStore, 'resolveTraceId'>,
  id: string,
  dialect: 'v2' | 'v3',
): TraceId {
  const traceId = store.resolveTraceId(id);
  if (traceId !== undefined) return traceId;
  throw missingTrace(id, dialect);
}

function missingTrace(id: string, dialect: 'v2' | 'v3'): Error {
  const shown = id.slice(0, 200);
  return missing(
    dialect === 'v2' ? `Trace with request_id '${shown}' not found.` : `Trace with ID '${shown}' not found.`,
  );
}

/** Throws 404 as `requireTrace`, also for a trace that its SDK has not sent yet (see `noExperiment`). */
export function requireInfo(
  store: Pick<TraceStore, 'resolveTraceId' | 'traceInfo'>,
  id: string,
  dialect: 'v2' | 'v3',
): StoredTraceInfo {
  const traceId = requireTrace(store, id, dialect);
  const stored = store.traceInfo(traceId);
  // Just resolved; the store is synchronous.
  if (stored === undefined) throw new Error(`trace ${traceId} vanished within one request`);
  if (stored.facts.experimentId === noExperiment) throw missingTrace(id, dialect);
  return stored;
}

/** The spans that the SDK has sent: what it reads back is what it wrote. */
export function* sentSpans(store: Pick<TraceStore, 'rawSpans'>, traceId: TraceId): Generator<RawSpan> {
  for (const span of store.rawSpans(traceId)) if (isSent(span)) yield span;
}
