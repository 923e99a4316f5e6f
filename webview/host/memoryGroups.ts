import { isTogether, type Regroup } from '../../protocol/messages/regroup.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';
import { compareNanos } from '../state/mergeRows.ts';

type Rows = ReadonlyMap<TraceId, { readonly row: TraceRow }>;

/** What the server makes of split traces, for rows in memory: the trace around all others of a group. */
export function headIn(rows: Rows, traceId: TraceId): TraceId {
  const row = rows.get(traceId)?.row;
  const spawner = rows.get(row?.spawnedFrom?.traceId ?? '')?.row;
  if (!row || !spawner || compareNanos(spawner.startNs, row.startNs) >= 0) return traceId;
  return headIn(rows, spawner.traceId);
}

/** The head first. */
export function membersIn(rows: Rows, head: TraceId): readonly TraceId[] {
  return [head, ...[...rows.keys()].filter((id) => id !== head && headIn(rows, id) === head)];
}

/** The row in which a trace is shown. */
export function shownIn(rows: Rows, traceId: TraceId, regroup: Regroup | undefined): TraceRow | undefined {
  const head = headIn(rows, traceId);
  const together = regroup !== undefined && isTogether(regroup, head);
  const row = rows.get(together ? head : traceId)?.row;
  const members = membersIn(rows, head).flatMap((id) => rows.get(id)?.row ?? []);
  if (!row || !together || members.length === 1) return row;
  const running = members.some(({ status }) => status === 'running');
  const failed = members.slice(1).filter(({ status }) => status === 'error').length;
  const { endNs: _, ...rest } = row;
  const ends = members.flatMap(({ endNs }) => endNs ?? []).toSorted(compareNanos);
  return {
    ...rest,
    status: running ? 'running' : row.status,
    ...(!running && { endNs: ends.at(-1) ?? row.startNs }),
    spanCount: members.reduce((sum, one) => sum + one.spanCount, 0),
    errorCount: members.reduce((sum, one) => sum + one.errorCount, 0),
    group: { head, traces: members.length, failed, together: true },
  };
}
