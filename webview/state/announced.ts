import { millisFromNanos } from '../../protocol/base/time.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';

/** Longer than a live record takes to tell where a trace belongs, shorter than one would miss. */
const restMillis = 250;

/** By MLflow 2's REST: the row stands under the request's id until spans tell the trace's own. */
export function isAnnounced({ traceId, requestId, spanCount }: TraceRow): boolean {
  return spanCount === 0 && requestId === traceId;
}

/**
 * Rows without those that were announced just now: a moment later most of them turn out to belong to a trace that is
 * there already, and the view would have jumped there and back. Where there are no others they stay. `now` (milliseconds
 * since the epoch) is asked only where it matters, as whoever asks draws at every tick of the clock.
 */
export function withoutJustAnnounced(rows: readonly TraceRow[], now: () => number): readonly TraceRow[] {
  if (!rows.some(isAnnounced)) return rows;
  const from = now() - restMillis;
  const settled = rows.filter((row) => !isAnnounced(row) || millisFromNanos(row.startNs) <= from);
  return settled.length === 0 || settled.length === rows.length ? rows : settled;
}
