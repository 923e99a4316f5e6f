import type { TraceId } from '../../../protocol/model/span.ts';
import type { Database } from '../driver.ts';

/**
 * Which traces belong together: a trace and those whose threads it started (`traces.spawner_id`). A link counts where
 * both are there and the spawner began before what it started; of two that began at once (some clocks tick every 15 ms)
 * one that nobody started goes first, then the lesser id. That order also cuts what data from outside may
 * claim in circles: from any trace the way up has an end.
 */
function isBefore(spawner: string, started: string): string {
  const of = (row: string, isStarted: string): string => `(${row}.start_ns, ${isStarted}, ${row}.trace_id)`;
  return `${of(spawner, `${spawner}.spawner_id IS NOT NULL`)} < ${of(started, '1')}`;
}

/** Of a row of `traces`: it is inside another one. */
export const isMember = `EXISTS (
  SELECT 1 FROM traces AS spawner
  WHERE spawner.trace_id = traces.spawner_id AND spawner.hidden = 0 AND ${isBefore('spawner', 'traces')})`;

const columns = ['trace_key', 'trace_id', 'start_ns', 'spawner_id'] as const;
const of = (row: string): string => columns.map((column) => `${row}.${column}`).join(', ');

/** A table `member` of a trace and all that is inside it; `first`: the `SELECT` of its row. */
function withMembers(first: string): string {
  return `WITH RECURSIVE member (${columns.join(', ')}) AS (
    ${first} UNION ALL
    SELECT ${of('started')} FROM member
      CROSS JOIN traces AS started INDEXED BY traces_spawner ON started.spawner_id = member.trace_id
      WHERE started.hidden = 0 AND ${isBefore('member', 'started')})`;
}

/** Of a row of `traces`: `condition`, on columns of the table `inside`, holds for it or one that is inside it. */
export function someMember(condition: string): string {
  return `EXISTS (${withMembers(`SELECT ${of('traces')}`)}
    SELECT 1 FROM member CROSS JOIN traces AS inside ON inside.trace_key = member.trace_key WHERE ${condition})`;
}

/** A trace and all that is inside it, the trace itself first; none where it is not there. */
export function memberIds(database: Database, traceId: TraceId): readonly TraceId[] {
  return selectMembers<{ trace_id: string }>(database, traceId, 'trace_id').map((row) => row.trace_id);
}

/** Columns of `traces`, of a trace and all that is inside it, the trace itself first. */
export function selectMembers<Row extends object>(
  database: Database,
  traceId: TraceId,
  selected: string,
): readonly Row[] {
  const first = `SELECT ${of('traces')} FROM traces WHERE trace_id = ? AND hidden = 0`;
  // The order of `isBefore`; named by the CTE, so that the payload of the rows is not sorted along.
  const sql = `${withMembers(first)}, ordered AS (
      SELECT trace_key FROM member ORDER BY member.start_ns, member.spawner_id IS NOT NULL, member.trace_id)
    SELECT ${selected} FROM ordered CROSS JOIN traces USING (trace_key)`;
  return database.all<Row>(sql, traceId);
}

/** The trace around all others in which this one is: itself where it is in none. */
export function headId(database: Database, traceId: TraceId): TraceId {
  const sql = `WITH RECURSIVE above (trace_id, spawner_id, start_ns, level) AS (
      SELECT trace_id, spawner_id, start_ns, 0 FROM traces WHERE trace_id = ? AND hidden = 0
      UNION ALL
      SELECT spawner.trace_id, spawner.spawner_id, spawner.start_ns, above.level + 1
        FROM above CROSS JOIN traces AS spawner ON spawner.trace_id = above.spawner_id
        WHERE spawner.hidden = 0 AND ${isBefore('spawner', 'above')})
    SELECT trace_id FROM above ORDER BY level DESC LIMIT 1`;
  return database.get<{ trace_id: string }>(sql, traceId)?.trace_id ?? traceId;
}

/**
 * The traces linked with these, one step up or down, whether the order lets the link count or not: whose place may be
 * another one when these come, go, or turn out to have begun earlier.
 */
export function linkedWith(database: Database, traceIds: readonly TraceId[]): readonly TraceId[] {
  const sql = `SELECT trace_id FROM traces INDEXED BY traces_spawner
      WHERE spawner_id IN (SELECT value FROM json_each(?1)) AND hidden = 0
    UNION
    SELECT spawner.trace_id FROM json_each(?1) AS one
      CROSS JOIN traces ON traces.trace_id = one.value
      CROSS JOIN traces AS spawner ON spawner.trace_id = traces.spawner_id
      WHERE spawner.hidden = 0`;
  const given = new Set(traceIds);
  return database
    .all<{ trace_id: string }>(sql, JSON.stringify(traceIds))
    .map((row) => row.trace_id)
    .filter((id) => !given.has(id));
}
