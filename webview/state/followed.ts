import { isEarlier } from '../../protocol/base/time.ts';
import type { SpanId } from '../../protocol/model/span.ts';
import type { SpanEntry } from './openTrace.ts';

/** The running span that began last: where the program is. Of two that began together, the inner one. */
export function newestRunning(spans: ReadonlyMap<SpanId, SpanEntry>): SpanEntry | undefined {
  let newest: SpanEntry | undefined;
  for (const entry of spans.values()) {
    if (entry.row.status !== 'running') continue;
    if (newest === undefined || isNewer(entry, newest)) newest = entry;
  }
  return newest;
}

function isNewer({ row }: SpanEntry, { row: known }: SpanEntry): boolean {
  if (row.startNs === known.startNs) return row.parentId === known.spanId;
  return isEarlier(known.startNs, row.startNs);
}
