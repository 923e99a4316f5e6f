import type { Nanos } from '../../../protocol/base/time.ts';
import type { SpanStatus, SpawnedFrom, TraceId } from '../../../protocol/model/span.ts';
import type { Cost, Usage } from '../../../protocol/model/usage.ts';
import type { Database } from '../driver.ts';
import { jsonFromSql, optional } from '../sqlValues.ts';
import type { Stop, Stops } from '../stops.ts';
import type { TraceUsage, UsageRow } from '../traceUsage.ts';
import { selectMembers } from './links.ts';

/** A trace of a group, as far as the group's row and spans need it. */
export interface Member extends Stops {
  readonly key: number;
  readonly traceId: TraceId;
  readonly revision: number;
  readonly status: SpanStatus;
  readonly endNs?: Nanos;
  readonly spanCount: number;
  readonly errorCount: number;
  /** What it used by itself. */
  readonly usage?: Usage;
  readonly cost?: Cost;
  /** Absent on the head, also where that names a spawner which is not there. */
  readonly spawnedFrom?: SpawnedFrom;
}

interface Row extends UsageRow {
  readonly trace_id: string;
  readonly revision: number;
  readonly end_ns: string | null;
  readonly error_count: number;
  readonly spawned_from: string | null;
  readonly stops: string | null;
  readonly progress_ns: string | null;
}

const columns = `trace_key, trace_id, revision, status, CAST(end_ns AS TEXT) AS end_ns, span_count, error_count,
  usage, cost, usage_stale, json_extract(summary, '$.spawnedFrom') AS spawned_from,
  json_extract(summary, '$.stops') AS stops, json_extract(summary, '$.progressNs') AS progress_ns`;

/** The head first; none where it is not there. */
export function readMembers(database: Database, usage: TraceUsage, head: TraceId): readonly Member[] {
  return selectMembers<Row>(database, head, columns).map((row, index) => ({
    key: row.trace_key,
    traceId: row.trace_id,
    revision: row.revision,
    status: row.status as SpanStatus,
    ...optional('endNs', row.end_ns),
    spanCount: row.span_count,
    errorCount: row.error_count,
    ...usage.of(row),
    ...optional('stops', jsonFromSql<readonly Stop[]>(row.stops)),
    ...optional('progressNs', row.progress_ns),
    ...(index === 0 ? {} : optional('spawnedFrom', jsonFromSql<SpawnedFrom>(row.spawned_from))),
  }));
}
