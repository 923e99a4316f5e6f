import type { SpanId, SpanStatus, TraceId } from '../../protocol/model/span.ts';
import type { Cost, Usage } from '../../protocol/model/usage.ts';
import type { RanCode } from '../decode/rawSpan.ts';
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
export interface RecentCall {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly name: string;
  readonly status: SpanStatus;
  readonly startNs: bigint;
  /** Absent while it runs, and where its end never came. */
  readonly endNs?: bigint;
  /** Its own; a root's are those of its whole trace, once that has ended. */
  readonly usage?: Usage;
  readonly cost?: Cost;
  /** As it was recorded; only live records tell. */
  readonly location?: {
    readonly file: string;
    readonly line: number;
    readonly function?: string;
    /** Of a notebook's cell, in its kernel's words. */
    readonly cellId?: string;
  };
  /** Which text ran; `TraceStore.codeText` has it. */
  readonly ran?: RanCode;
  /** Bare name of the function that ran, as MLflow records it. */
  readonly functionName?: string;
}

interface Row extends UsageRow {
  readonly span_key: number;
  readonly revision: number;
  readonly trace_id: string;
  readonly span_id: string;
  readonly name: string;
  readonly span_status: string;
  readonly start_ns: string;
  readonly end_ns: string | null;
  readonly is_root: number;
  readonly own_usage: string | null;
  readonly own_cost: string | null;
}

type Place = Pick<RecentCall, 'location' | 'ran' | 'functionName'>;

interface PlaceRow {
  readonly location: string | null;
  readonly ran: string | null;
  readonly function_name: unknown;
}

/** Only so many of the spans stored last are looked at, and so many of those that fit are told. */
const newestSpans = 5_000;
const mostCalls = 1_000;
/** A few files' worth. */
const mostPlaces = 5_000;

// The range of keys first: whatever the names are, no more rows than these are read, and of none its payload.
const callsSql = `SELECT span_key, spans.revision, traces.trace_id, spans.span_id, spans.name,
    spans.status AS span_status, CAST(spans.start_ns AS TEXT) AS start_ns, CAST(spans.end_ns AS TEXT) AS end_ns,
    spans.parent_id IS NULL AS is_root, spans.usage AS own_usage, spans.cost AS own_cost,
    traces.trace_key, traces.status, traces.span_count, traces.usage, traces.cost, traces.usage_stale
  FROM spans CROSS JOIN traces ON traces.trace_key = spans.trace_key AND traces.hidden = 0
  WHERE span_key > (SELECT max(span_key) FROM spans) - ${newestSpans}
    AND (spans.name IN (SELECT value FROM json_each(?1))
      OR rtrim(spans.name, '0123456789') IN (SELECT value || '_' FROM json_each(?1))
      OR EXISTS (SELECT 1 FROM json_each(?2) WHERE spans.name GLOB value))
  ORDER BY span_key DESC LIMIT ${mostCalls}`;

const placeSql = `SELECT json_extract(raw, '$.location') AS location, json_extract(raw, '$.ran') AS ran,
    json_extract(raw, '$.attributes."mlflow.spanFunctionName"') AS function_name
  FROM spans WHERE span_key = ?`;

/** Reads the calls of some names, stored last first. */
export class RecentCalls {
  readonly #database: Database;
  readonly #usage: TraceUsage;
  /** Places stand in the payloads, which are read once for each version of a span. */
  readonly #places = new Map<string, Place>();

  constructor(database: Database, usage: TraceUsage) {
    this.#database = database;
    this.#usage = usage;
  }

  read({ names, globs }: CallNames): readonly RecentCall[] {
    if (names.length + globs.length === 0) return [];
    const rows = this.#database.all<Row>(callsSql, JSON.stringify(names), JSON.stringify(globs));
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
      name: row.name,
      status: row.span_status as SpanStatus,
      startNs: BigInt(row.start_ns),
      ...(row.end_ns !== null && { endNs: BigInt(row.end_ns) }),
      ...(row.is_root === 1 && row.status !== 'running' ? ofTrace(row) : ownUsage(row)),
      ...this.#placeOf(row),
    }));
  }

  #placeOf({ span_key: spanKey, revision }: Row): Place {
    const key = `${spanKey} ${revision}`;
    const known = this.#places.get(key) ?? this.#readPlace(spanKey);
    this.#places.set(key, known);
    return known;
  }

  #readPlace(spanKey: number): Place {
    const row = this.#database.get<PlaceRow>(placeSql, spanKey);
    const name = row?.function_name;
    return {
      ...optional('location', jsonFromSql<NonNullable<RecentCall['location']>>(row?.location ?? null)),
      ...optional('ran', jsonFromSql<RanCode>(row?.ran ?? null)),
      // MLflow writes its attributes as JSON: the name may come with its quotes.
      ...(typeof name === 'string' && name !== '' && { functionName: name.replace(/^"(.*)"$/s, '$1') }),
    };
  }
}

function ownUsage(row: Row): Pick<RecentCall, 'usage' | 'cost'> {
  return {
    ...optional('usage', jsonFromSql<Usage>(row.own_usage)),
    ...optional('cost', jsonFromSql<Cost>(row.own_cost)),
  };
}
