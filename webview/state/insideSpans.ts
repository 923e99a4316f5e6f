import type { Nanos } from '../../protocol/base/time.ts';
import type { MemberRows } from '../../protocol/messages/regroup.ts';
import type { SpanRow } from '../../protocol/messages/rows.ts';
import type { SpanId, SpanRef, SpawnedFrom, TraceId } from '../../protocol/model/span.ts';
import { relativeMillis } from './relativeTime.ts';

/** A span's row with its times as milliseconds from the open trace's `base`. */
export interface TimedRow {
  readonly row: SpanRow;
  readonly startMs: number;
  /** Absent while it runs. */
  readonly endMs?: number;
}

/** Which span this is, where a trace is shown inside another one: its row has the ids of the tree. */
export interface Inside extends SpanRef {
  /** On a root: where in the tree it hangs, and why. */
  readonly spawnedFrom?: SpawnedFrom;
}

/** The id of a span in the tree of `head`: its own, or one that no other trace's span has. */
export function spanKey(head: TraceId, { traceId, spanId }: SpanRef): SpanId {
  return traceId === head ? spanId : `${traceId}-${spanId}`;
}

export function entryOf(row: SpanRow, base: Nanos): TimedRow {
  const startMs = relativeMillis(base, row.startNs);
  return row.endNs === undefined
    ? { row, startMs }
    : { row, startMs, endMs: relativeMillis(base, row.endNs) };
}

/** Spans of a trace that is shown inside `head`: its roots hang below the span that started their thread. */
export function insideEntries(
  head: TraceId,
  { traceId, spawnedFrom, rows }: MemberRows,
  base: Nanos,
): readonly (TimedRow & { readonly inside: Inside })[] {
  return rows.map((row) => {
    const { spanId, parentId } = row;
    const above = parentId === undefined ? spawnedFrom : { traceId, spanId: parentId };
    const placed = { ...row, spanId: spanKey(head, { traceId, spanId }), parentId: spanKey(head, above) };
    const inside = { traceId, spanId, ...(parentId === undefined && { spawnedFrom }) };
    return { ...entryOf(placed, base), inside };
  });
}
