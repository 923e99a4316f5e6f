import type { SpanId, SpanKind, SpanStatus, TraceId } from '../../protocol/model/span.ts';
import type { Cost, Usage } from '../../protocol/model/usage.ts';
import { type CallPlace, readCallPlace } from './callPlace.ts';
import type { Database } from './driver.ts';
import { jsonFromSql, optional } from './sqlValues.ts';
import type { TraceUsage, UsageRow } from './traceUsage.ts';

/** Which spans are asked for; a name that older MLflow numbers (`work_1`) counts as `work`. */
export interface CallNames {
  readonly names: readonly string[];
  /** Patterns as SQLite's GLOB reads them. */
  readonly globs: readonly string[];
}

/** A span as the lines of code know it. Times are nanoseconds since the epoch. */
export interface RecentCall extends CallPlace {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** Grows with every version of the span. */
  readonly revision: number;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly startNs: bigint;
  /** Absent while it runs, and where its end never came. */
  readonly endNs?: bigint;
  /** Its own; a root's are those of its whole trace, once that has ended. */
  readonly usage?: Usage;
  readonly cost?: Cost;
  /** Of the debug session, command or cell; absent where the program was started by something else. */
  readonly runId?: string;
  /** What is stored of it, in bytes: above a megabyte it takes time to read. */
  readonly bytes: number;
}

/** What can be known of a call before it is read. */
export type CallHint = Pick<RecentCall, 'name' | 'kind' | 'callSite'>;

/** The newest run; where the newest trace was started by something unknown, that trace is one by itself. */
export interface NewestRun {
  readonly traceId: TraceId;
  readonly runId?: string;
}

interface Row extends UsageRow {
  readonly span_key: number;
  readonly revision: number;
  readonly trace_id: string;
  readonly span_id: string;
  readonly name: string;
  readonly kind: string;
  readonly span_status: string;
  readonly start_ns: string;
  readonly end_ns: string | null;
  readonly is_root: number;
  readonly own_usage: string | null;
  readonly own_cost: string | null;
  readonly run_id: string | null;
  readonly call_place: string | null;
  readonly bytes: number;
}

interface KeyRow {
  readonly span_key: number;
  readonly revision: number;
  readonly bytes: number;
  readonly name: string;
  readonly kind: string;
  /** Null: it was stored before the store had places. */
  readonly call_place: string | null;
}

type PlaceKey = Pick<KeyRow, 'span_key' | 'revision' | 'call_place' | 'bytes'>;

/** Only so many of the spans stored last are looked at, and so many of those that fit are told. */
const newestSpans = 5_000;
const mostCalls = 1_000;
/** Which are called from a line is told by the place of each, so fewer are looked at. */
const newestCalled = 2_000;
/** Of larger ones that were stored before the store had places, these are not looked for. */
const mostBytes = 2_000_000;
/** A few files' worth. */
const mostPlaces = 10_000;
/** Documents on screen. */
const mostAnswers = 20;

const columns = `span_key, spans.revision, traces.trace_id, spans.span_id, spans.name, spans.kind, spans.status AS span_status, CAST(spans.start_ns AS TEXT) AS start_ns, CAST(spans.end_ns AS TEXT) AS end_ns,
    spans.parent_id IS NULL AS is_root, spans.usage AS own_usage, spans.cost AS own_cost,
    traces.trace_key, traces.status, traces.span_count, traces.usage, traces.cost, traces.usage_stale,
    traces.run_id, spans.call_place, octet_length(spans.raw) AS bytes`;

// The range of keys first: whatever the names are, no more rows than these are read, and of none its payload.
const callsSql = `SELECT ${columns}
  FROM spans CROSS JOIN traces ON traces.trace_key = spans.trace_key AND traces.hidden = 0
  WHERE span_key > (SELECT max(span_key) FROM spans) - ${newestSpans}
    AND (spans.name IN (SELECT value FROM json_each(?1))
      OR rtrim(spans.name, '0123456789') IN (SELECT value || '_' FROM json_each(?1))
      OR EXISTS (SELECT 1 FROM json_each(?2) WHERE spans.name GLOB value))
  ORDER BY span_key DESC LIMIT ${mostCalls}`;

const keysSql = `SELECT span_key, revision, name, kind, call_place, octet_length(raw) AS bytes FROM spans
  WHERE span_key > (SELECT max(span_key) FROM spans) - ${newestCalled}`;

const byKeySql = `SELECT ${columns}
  FROM spans CROSS JOIN traces ON traces.trace_key = spans.trace_key AND traces.hidden = 0
  WHERE span_key IN (SELECT value FROM json_each(?)) ORDER BY span_key DESC LIMIT ${mostCalls}`;

const newestSql = `SELECT trace_id, run_id FROM traces WHERE hidden = 0 ORDER BY start_ns DESC LIMIT 1`;

/** Reads the calls of some names, stored last first. */
export class RecentCalls {
  readonly #database: Database;
  readonly #usage: TraceUsage;
  /** Each is read once for each version of a span. */
  readonly #places = new Map<string, CallPlace>();
  /** Lenses, values and marks of a document ask the same, one after the other. */
  #answers: { readonly writes: number; readonly byNames: Map<string, readonly RecentCall[]> } = {
    writes: -1,
    byNames: new Map(),
  };

  constructor(database: Database, usage: TraceUsage) {
    this.#database = database;
    this.#usage = usage;
  }

  read({ names, globs }: CallNames): readonly RecentCall[] {
    if (names.length + globs.length === 0) return [];
    const [key, writes] = [JSON.stringify({ names, globs }), this.#writes()];
    if (this.#answers.writes !== writes || this.#answers.byNames.size >= mostAnswers)
      this.#answers = { writes, byNames: new Map() };
    const known = this.#answers.byNames.get(key);
    if (known) return known;
    const rows = this.#database.all<Row>(callsSql, JSON.stringify(names), JSON.stringify(globs));
    const calls = this.#callsOf(rows);
    this.#answers.byNames.set(key, calls);
    return calls;
  }

  /** Those of the newest that are wanted, whatever they are called. */
  select(isWanted: (call: CallHint) => boolean): readonly RecentCall[] {
    if (this.#places.size > mostPlaces) this.#places.clear();
    const keys = this.#database
      .all<KeyRow>(keysSql)
      .filter((row) => isWanted(this.#hintOf(row)))
      .map((row) => row.span_key);
    return keys.length === 0 ? [] : this.#callsOf(this.#database.all<Row>(byKeySql, JSON.stringify(keys)));
  }

  #hintOf(row: KeyRow): CallHint {
    const { name, kind } = row;
    return { name, kind, ...this.#placeOf(row) };
  }

  newestRun(): NewestRun | undefined {
    const row = this.#database.get<{ trace_id: string; run_id: string | null }>(newestSql);
    return row && { traceId: row.trace_id, ...(row.run_id !== null && { runId: row.run_id }) };
  }

  /** By this connection, which is the only one that writes. */
  #writes(): number {
    return this.#database.get<{ count: number }>('SELECT total_changes() AS count')?.count ?? 0;
  }

  #callsOf(rows: readonly Row[]): readonly RecentCall[] {
    if (this.#places.size > mostPlaces) this.#places.clear();
    const ofTraces = new Map<number, Pick<RecentCall, 'usage' | 'cost'>>();
    const ofTrace = (row: Row): Pick<RecentCall, 'usage' | 'cost'> => {
      const known = ofTraces.get(row.trace_key) ?? this.#usage.of(row);
      ofTraces.set(row.trace_key, known);
      return known;
    };
    return rows.map((row) => ({
      traceId: row.trace_id,
      spanId: row.span_id,
      revision: row.revision,
      name: row.name,
      kind: row.kind,
      status: row.span_status as SpanStatus,
      startNs: BigInt(row.start_ns),
      ...(row.end_ns !== null && { endNs: BigInt(row.end_ns) }),
      ...(row.is_root === 1 && row.status !== 'running' ? ofTrace(row) : ownUsage(row)),
      ...this.#placeOf(row),
      ...(row.run_id !== null && { runId: row.run_id }),
      bytes: row.bytes,
    }));
  }

  #placeOf({ span_key: spanKey, revision, call_place: stored, bytes }: PlaceKey): CallPlace {
    const key = `${spanKey} ${revision}`;
    const known = this.#places.get(key);
    if (known) return known;
    const isRead = stored === null && bytes <= mostBytes;
    const place = isRead ? readCallPlace(this.#database, spanKey) : (jsonFromSql<CallPlace>(stored) ?? {});
    this.#places.set(key, place);
    return place;
  }
}

function ownUsage(row: Row): Pick<RecentCall, 'usage' | 'cost'> {
  return {
    ...optional('usage', jsonFromSql<Usage>(row.own_usage)),
    ...optional('cost', jsonFromSql<Cost>(row.own_cost)),
  };
}
