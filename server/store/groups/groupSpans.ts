import { isTogether, type MemberRows, type Regroup } from '../../../protocol/messages/regroup.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import type { SpawnedFrom, TraceId } from '../../../protocol/model/span.ts';
import type { Database } from '../driver.ts';
import { readSpanRows } from '../readSpans.ts';
import { readTraceRow } from '../readTraces.ts';
import { loadByTraceId } from '../traceRecords.ts';
import type { GroupPage, GroupQuery } from './groupPage.ts';
import { type GroupReader, groupRow, withMembers } from './groupRow.ts';
import { headId } from './links.ts';
import type { Member } from './members.ts';

/** Listed rows: those that stand for a group have the counts of all of it. */
export function withGroups(
  reader: GroupReader,
  rows: readonly TraceRow[],
  regroup: Regroup,
): readonly TraceRow[] {
  return rows.map((row) => {
    const isHead = row.spawnedFrom === undefined || headId(reader.database, row.traceId) === row.traceId;
    return isHead && isTogether(regroup, row.traceId) ? withMembers(reader, row) : row;
  });
}

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
  const members = reader.members.of(head);
  const together = members.length > 1 && isTogether(query.regroup, head);
  const own = readTraceRow(database, usage, together ? head : query.traceId);
  if (own === undefined) return undefined;
  const others = together ? members.slice(1) : [];
  const page = pageOf(database, own.traceId, query.sinceRevision, query.limit);
  const left = page.more ? 0 : query.limit - page.rows.length;
  const rest = newRows(database, newerThan(others, query.since), left);
  const known = new Set(others.map(({ traceId }) => traceId));
  return {
    trace: together ? groupRow(reader, own, members) : withGroup(own, head, members.length),
    rows: page.rows,
    revision: page.revision,
    more: page.more || rest.more,
    members: rest.members,
    gone: Object.keys(query.since).filter((id) => !known.has(id)),
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

function newerThan(members: readonly Member[], since: Readonly<Record<TraceId, number>>): readonly Newer[] {
  return members.flatMap(({ traceId, revision, spawnedFrom }) => {
    const sinceRevision = Object.hasOwn(since, traceId) ? (since[traceId] ?? 0) : 0;
    return revision <= sinceRevision || !spawnedFrom ? [] : [{ traceId, spawnedFrom, sinceRevision }];
  });
}

function newRows(
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
