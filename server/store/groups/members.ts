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

interface Version {
  readonly trace_key: number;
  readonly trace_id: string;
  readonly revision: number;
}

/** A member as its row told it, spawner and all. */
type Known = Member & { readonly isStale: boolean };

const mostKnown = 5000;

/**
 * The members of groups, those again that did not change since they were last read: a group of hundreds that streams is read many
 * times a second.
 */
export class Members {
  readonly #database: Database;
  readonly #usage: TraceUsage;
  readonly #known = new Map<number, Known>();

  constructor(database: Database, usage: TraceUsage) {
    this.#database = database;
    this.#usage = usage;
  }

  /** The head first; none where it is not there. */
  of(head: TraceId): readonly Member[] {
    const versions = selectMembers<Version>(this.#database, head, 'trace_key, trace_id, revision');
    this.#read(this.#unknown(versions));
    const members = versions.flatMap(({ trace_key: key }) => this.#known.get(key) ?? []);
    const [first, ...inside] = members;
    if (first === undefined) return [];
    const { spawnedFrom: _, ...own } = first;
    return [own, ...inside];
  }

  #unknown(versions: readonly Version[]): readonly number[] {
    const unknown = versions.filter((version) => !this.#isKnown(version));
    const isFull = this.#known.size + unknown.length > mostKnown;
    if (isFull) this.#known.clear();
    return (isFull ? versions : unknown).map((version) => version.trace_key);
  }

  #isKnown({ trace_key: key, trace_id: traceId, revision }: Version): boolean {
    const known = this.#known.get(key);
    return known !== undefined && !known.isStale && known.revision === revision && known.traceId === traceId;
  }

  #read(keys: readonly number[]): void {
    if (keys.length === 0) return;
    const sql = `SELECT ${columns} FROM traces WHERE trace_key IN (SELECT value FROM json_each(?))`;
    for (const row of this.#database.all<Row>(sql, JSON.stringify(keys))) {
      this.#known.set(row.trace_key, { ...memberOf(row, this.#usage), isStale: row.usage_stale === 1 });
    }
  }
}

function memberOf(row: Row, usage: TraceUsage): Member {
  return {
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
    ...optional('spawnedFrom', jsonFromSql<SpawnedFrom>(row.spawned_from)),
  };
}
