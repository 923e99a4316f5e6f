import { isTogether, type MemberRows, type Regroup } from '../../../protocol/messages/regroup.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import type { SpawnedFrom, TraceId } from '../../../protocol/model/span.ts';
import type { Database } from '../driver.ts';
import { readSpanRows } from '../readSpans.ts';
import { readTraceRow } from '../readTraces.ts';
import { loadByTraceId } from '../traceRecords.ts';
import type { GroupPage, GroupQuery } from './groupPage.ts';
import { type GroupReader, withMembers } from './groupRow.ts';
import { headId, memberIds } from './links.ts';

/** The rows in which these traces are shown, each once: a group's, or the trace's own. */
export function shownRows(
  reader: GroupReader,
  traceIds: readonly TraceId[],
  regroup: Regroup,
): readonly TraceRow[] {
  const { database, usage } = reader;
  const shown = new Map<TraceId, boolean>();
  for (const traceId of traceIds) {
    const head = headId(database, traceId);
    const together = isTogether(regroup, head);
    shown.set(together ? head : traceId, together);
  }
  return [...shown].flatMap(([traceId, together]) => {
    const row = readTraceRow(database, usage, traceId);
    return row === undefined ? [] : [together ? withMembers(reader, row) : row];
  });
}

/** What is new in a trace, or in the group in which it is shown. */
export function readGroupSpans(reader: GroupReader, query: GroupQuery): GroupPage | undefined {
  const { database, usage } = reader;
  const head = headId(database, query.traceId);
  const ids = memberIds(database, head);
  const together = ids.length > 1 && isTogether(query.regroup, head);
  const own = readTraceRow(database, usage, together ? head : query.traceId);
  if (own === undefined) return undefined;
  const others = together ? ids.slice(1) : [];
  const trace = together ? withMembers(reader, own) : withGroup(own, head, ids.length);
  const page = pageOf(database, own.traceId, query.sinceRevision, query.limit);
  const left = page.more ? 0 : query.limit - page.rows.length;
  const rest = readMembers(database, newerThan(database, others, query.since), left);
  const members = new Set(others);
  return {
    trace,
    rows: page.rows,
    revision: page.revision,
    more: page.more || rest.more,
    members: rest.members,
    gone: Object.keys(query.since).filter((id) => !members.has(id)),
  };
}

function withGroup(row: TraceRow, head: TraceId, traces: number): TraceRow {
  return traces > 1 ? { ...row, group: { head, traces, failed: 0, together: false } } : row;
}

interface Newer {
  readonly traceId: TraceId;
  readonly spawnedFrom: SpawnedFrom;
  readonly sinceRevision: number;
}

/** Those of `ids` that changed, in the order of `ids`. */
function newerThan(
  database: Database,
  ids: readonly TraceId[],
  since: Readonly<Record<TraceId, number>>,
): readonly Newer[] {
  if (ids.length === 0) return [];
  const rows = database.all<{ trace_id: string; revision: number; spawned_from: string }>(
    `SELECT traces.trace_id, revision, json_extract(summary, '$.spawnedFrom') AS spawned_from
     FROM json_each(?) AS one CROSS JOIN traces ON traces.trace_id = one.value ORDER BY one.key`,
    JSON.stringify(ids),
  );
  return rows.flatMap(({ trace_id: traceId, revision, spawned_from: spawner }) => {
    const sinceRevision = Object.hasOwn(since, traceId) ? (since[traceId] ?? 0) : 0;
    if (revision <= sinceRevision) return [];
    return [{ traceId, spawnedFrom: JSON.parse(spawner) as SpawnedFrom, sinceRevision }];
  });
}

function readMembers(
  database: Database,
  newer: readonly Newer[],
  limit: number,
): { readonly members: readonly MemberRows[]; readonly more: boolean } {
  const members: MemberRows[] = [];
  let left = limit;
  for (const { traceId, spawnedFrom, sinceRevision } of newer) {
    if (left <= 0) return { members, more: true };
    const { rows, revision, more } = pageOf(database, traceId, sinceRevision, left);
    members.push({ traceId, spawnedFrom, rows, revision });
    if (more) return { members, more: true };
    left -= rows.length;
  }
  return { members, more: false };
}

function pageOf(database: Database, traceId: TraceId, sinceRevision: number, limit: number) {
  const record = loadByTraceId(database, traceId);
  if (record === undefined) return { rows: [], revision: sinceRevision, more: false };
  return readSpanRows(database, record.key, { sinceRevision, limit, traceRevision: record.revision });
}
