import { processIdKey } from '../decode/liveHello.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';
import { type RawRow, rawFromRow } from './rawJson.ts';
import type { Resources } from './resources.ts';

/** A process that has told of spans by live records, as the store knows it. */
export interface StoredProcess {
  readonly processId: string;
  readonly pid: number;
  readonly host?: string;
}

const idPath = `$."${processIdKey}"`;
const openSql = `FROM traces JOIN spans USING (trace_key) JOIN resources ON resources.resource_id = spans.resource_id
  WHERE traces.status = 'running' AND spans.status = 'running'`;

/** Running spans of a process: its live ones, and those whose resource has the same process number on the same host. */
export function readOpenSpans(
  database: Database,
  resources: Resources,
  { processId, pid, host }: StoredProcess,
): readonly RawSpan[] {
  const rows = database.all<RawRow & { readonly trace_id: string }>(
    `SELECT traces.trace_id, spans.span_id, spans.parent_id, CAST(spans.start_ns AS TEXT) AS start_ns,
       CAST(spans.end_ns AS TEXT) AS end_ns, spans.resource_id, spans.raw ${openSql}
     AND (json_extract(resource, '${idPath}') = ? OR json_extract(resource, '${idPath}') IS NULL
       AND json_extract(resource, '$."process.pid"') = ?
       AND coalesce(json_extract(resource, '$."host.name"') = ?, 1))`,
    processId,
    pid,
    host ?? null,
  );
  return rows.map((row) => rawFromRow(row.trace_id, row, resources));
}

/** The processes of all running spans. */
export function readOpenProcesses(database: Database): readonly StoredProcess[] {
  const rows = database.all<{ id: string; pid: number; host: string | null }>(
    `SELECT DISTINCT json_extract(resource, '${idPath}') AS id, json_extract(resource, '$."process.pid"') AS pid,
       json_extract(resource, '$."host.name"') AS host ${openSql} AND json_extract(resource, '${idPath}') IS NOT NULL`,
  );
  return rows.map(({ id, pid, host }) => ({ processId: id, pid, ...(host === null ? {} : { host }) }));
}
