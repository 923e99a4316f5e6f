import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';

/** Newest first. Nanosecond strings of one length compare as text. */
export function compareNanos(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Rows with changes applied. A row that is known keeps its place, whatever its start became (a parent may arrive after
 * its children); a new one goes where its start puts it. Rows older than the last one of a list that has further pages
 * are left to those pages.
 */
export function mergeRows(
  rows: readonly TraceRow[],
  changed: readonly TraceRow[],
  removed: ReadonlySet<TraceId>,
  hasMore: boolean,
): readonly TraceRow[] {
  const fresh = new Map(changed.map((row) => [row.traceId, row] as const));
  const kept: TraceRow[] = [];
  for (const row of rows) {
    if (!removed.has(row.traceId)) kept.push(fresh.get(row.traceId) ?? row);
    fresh.delete(row.traceId);
  }
  const added = [...fresh.values()].filter((row) => !removed.has(row.traceId));
  added.sort((a, b) => compareNanos(b.startNs, a.startNs));
  return insertByStart(kept, added, hasMore);
}

function insertByStart(
  kept: readonly TraceRow[],
  added: readonly TraceRow[],
  hasMore: boolean,
): readonly TraceRow[] {
  const result: TraceRow[] = [];
  let next = 0;
  for (const row of kept) {
    while (next < added.length && compareNanos((added[next] as TraceRow).startNs, row.startNs) >= 0) {
      result.push(added[next++] as TraceRow);
    }
    result.push(row);
  }
  return hasMore && kept.length > 0 ? result : [...result, ...added.slice(next)];
}
