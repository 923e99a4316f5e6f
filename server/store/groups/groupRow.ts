import { later, type Nanos } from '../../../protocol/base/time.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import type { TraceId } from '../../../protocol/model/span.ts';
import type { Database } from '../driver.ts';
import { type ListedRow, rowColumns, rowOf } from '../readTraces.ts';
import { optional } from '../sqlValues.ts';
import type { TraceUsage } from '../traceUsage.ts';
import type { GroupUsage } from './groupUsage.ts';
import { memberIds } from './links.ts';

export interface GroupReader {
  readonly database: Database;
  readonly usage: TraceUsage;
  readonly groupUsage: GroupUsage;
}

/** The head's row with the counts of all that is inside it; as it is where nothing is. */
export function withMembers(reader: GroupReader, head: TraceRow): TraceRow {
  const ids = memberIds(reader.database, head.traceId);
  return ids.length <= 1 ? head : groupRow(reader, head, ids);
}

function groupRow(reader: GroupReader, head: TraceRow, ids: readonly TraceId[]): TraceRow {
  const { database, usage, groupUsage } = reader;
  const listed = database.all<ListedRow>(
    `SELECT ${rowColumns} FROM traces WHERE trace_id IN (SELECT value FROM json_each(?)) AND hidden = 0
     ORDER BY trace_id = ? DESC, traces.start_ns`,
    JSON.stringify(ids),
    head.traceId,
  );
  const traces = listed.map((row) => ({ key: row.trace_key, ...rowOf(row, usage) }));
  const running = traces.some(({ status }) => status === 'running');
  const { endNs: _, usage: _u, cost: _c, ...own } = head;
  return {
    ...own,
    status: running ? 'running' : head.status,
    ...optional('endNs', running ? undefined : latest(traces)),
    spanCount: sum(traces.map(({ spanCount }) => spanCount)),
    errorCount: sum(traces.map(({ errorCount }) => errorCount)),
    ...groupUsage.of(traces.map(asUsed), running),
    group: { head: head.traceId, traces: traces.length, failed: failedInside(traces), together: true },
  };
}

/** The head may itself name a spawner that is not there. */
function asUsed(trace: TraceRow & { readonly key: number }, index: number) {
  const { spawnedFrom, ...rest } = trace;
  return index === 0 || spawnedFrom === undefined ? rest : { ...rest, spawnedFrom };
}

function latest(traces: readonly TraceRow[]): Nanos | undefined {
  return traces.reduce<Nanos | undefined>(
    (last, { endNs }) => (last === undefined || endNs === undefined ? (last ?? endNs) : later(last, endNs)),
    undefined,
  );
}

function failedInside([, ...inside]: readonly TraceRow[]): number {
  return inside.filter(({ status }) => status === 'error' || status === 'aborted').length;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
