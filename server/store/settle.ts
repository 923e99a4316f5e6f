import type { Database } from './driver.ts';
import type { Changes } from './store.ts';
import { loadByKey, saveRecord } from './traceRecords.ts';

const atOnce = 500;

/**
 * Ends the waiting for roots that will not come (see `traceStatus`, rule 6): traces that are `running` only
 * because their root is missing, and to which nothing was added since `quietSinceMs` (milliseconds since the
 * epoch). A span that runs keeps its trace running however long it takes.
 */
export function settleQuiet(database: Database, quietSinceMs: number): Changes {
  const rows = database.all<{ trace_key: number }>(
    `SELECT trace_key FROM traces
     WHERE status = 'running' AND hidden = 0 AND updated_ms < ? AND span_count > 0
       AND json_extract(summary, '$.running') = 0 AND json_extract(facts, '$.state') IS NOT 'running'
     LIMIT ${atOnce}`,
    quietSinceMs,
  );
  const changed: string[] = [];
  for (const row of rows) {
    const record = loadByKey(database, row.trace_key);
    if (record === undefined) continue;
    const summary = { ...record.summary, settled: true };
    saveRecord(database, { ...record, summary, revision: record.revision + 1 }, quietSinceMs);
    changed.push(record.traceId);
  }
  return { changed, removed: [] };
}
