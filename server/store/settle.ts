import type { Database } from './driver.ts';
import type { Changes, QuietTimes } from './store.ts';
import { loadByKey, saveRecord } from './traceRecords.ts';

const atOnce = 500;

/**
 * Ends the waiting for roots that will not come (see `traceStatus`, rule 6): traces that are `running` only
 * because their root is missing, and to which nothing was added since `quietSinceMs`; where their program has
 * announced them and not ended them, since `silentSinceMs`. A span that runs keeps its trace running however long
 * it takes.
 */
export function settleQuiet(database: Database, { quietSinceMs, silentSinceMs }: QuietTimes): Changes {
  const rows = database.all<{ trace_key: number }>(
    `SELECT trace_key FROM traces
     WHERE status = 'running' AND hidden = 0 AND json_extract(summary, '$.running') = 0 AND updated_ms <
       CASE WHEN json_extract(facts, '$.state') IS 'running' THEN ? ELSE ? END
     LIMIT ${atOnce}`,
    silentSinceMs,
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
