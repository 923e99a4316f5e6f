import type { TraceId } from '../../protocol/model/span.ts';
import type { TraceFacts } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';
import { nanosToSql } from './sqlValues.ts';
import { type StoredFacts, traceColumns } from './traceColumns.ts';
import { emptySummary, sentSpansOf, type TraceSummary } from './traceSummary.ts';

/** MLflow's default experiment: where a trace is that names none. */
export const defaultExperiment = '0';

/** Where a trace is that only live records know: its SDK has not sent it, so that it finds it in no experiment. */
export const noExperiment = '';

/** A trace as it is while a batch is written into it; one row of `traces`. */
export interface TraceRecord {
  readonly key: number;
  /** False until its row is inserted. */
  readonly stored: boolean;
  /** The columns with an index as they are stored. */
  readonly indexed?: string;
  readonly traceId: TraceId;
  readonly hidden: boolean;
  readonly revision: number;
  readonly resourceId: number | null;
  readonly runId: string | null;
  /** The test inside which the root began. */
  readonly test: string | null;
  readonly facts: StoredFacts;
  readonly summary: TraceSummary;
}

export function newRecord(key: number, traceId: TraceId): TraceRecord {
  const said = { facts: {}, summary: emptySummary };
  return {
    key,
    traceId,
    stored: false,
    hidden: false,
    revision: 0,
    resourceId: null,
    runId: null,
    test: null,
    ...said,
  };
}

export function highestKey(database: Database): number {
  return database.get<{ key: number | null }>('SELECT max(trace_key) AS key FROM traces')?.key ?? 0;
}

interface Row {
  readonly trace_key: number;
  readonly trace_id: string;
  readonly hidden: number;
  readonly revision: number;
  readonly resource_id: number | null;
  readonly run_id: string | null;
  readonly test: string | null;
  readonly facts: string;
  readonly summary: string;
  readonly indexed: string;
}

const columns = `trace_key, trace_id, hidden, revision, resource_id, run_id, test, facts, summary,
  trace_id || ' ' || experiment_id || ' ' || status || ' ' || start_ns || ' ' ||
  coalesce(spawner_id, '') || ' ' || coalesce(run_id, '') AS indexed`;

export function loadByTraceId(database: Database, traceId: TraceId): TraceRecord | undefined {
  return recordOf(database.get<Row>(`SELECT ${columns} FROM traces WHERE trace_id = ?`, traceId));
}

export function loadByKey(database: Database, key: number): TraceRecord | undefined {
  return recordOf(database.get<Row>(`SELECT ${columns} FROM traces WHERE trace_key = ?`, key));
}

export function loadByRequestId(database: Database, requestId: string): TraceRecord | undefined {
  const row = database.get<Row>(
    `SELECT ${columns} FROM traces WHERE trace_key = (SELECT trace_key FROM request_ids WHERE request_id = ?)`,
    requestId,
  );
  return recordOf(row);
}

/**
 * Writes the row and everything in it that follows from summary and facts. True where the trace is new, or something by
 * which traces are found and linked is another than before.
 */
export function saveRecord(database: Database, record: TraceRecord, nowMs: number): boolean {
  const { traceId, facts, summary } = record;
  const derived = traceColumns(summary, facts);
  const { experimentId = summary.told || sentSpansOf(summary) > 0 ? defaultExperiment : noExperiment } =
    facts;
  const startNs = derived.startNs === undefined ? BigInt(nowMs) * 1_000_000n : nanosToSql(derived.startNs);
  const spawnerId = summary.spawnedFrom?.traceId ?? null;
  const indexed = [traceId, experimentId, derived.status, startNs, spawnerId, record.runId] as const;
  const isKept = record.indexed === indexed.map((value) => value ?? '').join(' ');
  database.run(
    record.stored ? (isKept ? updateRestSql : updateSql) : insertSql,
    ...(isKept ? [] : indexed),
    facts.requestId ?? null,
    record.revision,
    derived.name,
    derived.endNs === undefined ? null : nanosToSql(derived.endNs),
    summary.spans,
    summary.errors,
    derived.preview ?? null,
    summary.priced ? 1 : 0,
    nowMs,
    record.resourceId,
    record.test,
    JSON.stringify(facts),
    JSON.stringify(summary),
    record.key,
  );
  if (facts.requestId === undefined) return !isKept;
  const sql = 'INSERT INTO request_ids (request_id, trace_key) VALUES (?, ?) ON CONFLICT DO NOTHING';
  database.run(sql, facts.requestId, record.key);
  return !isKept;
}

const indexedColumns = ['trace_id', 'experiment_id', 'status', 'start_ns', 'spawner_id', 'run_id'] as const;
const otherColumns = [
  'request_id',
  'revision',
  'name',
  'end_ns',
  'span_count',
  'error_count',
  'preview',
  'usage_stale',
  'updated_ms',
  'resource_id',
  'test',
  'facts',
  'summary',
] as const;
const allColumns = [...indexedColumns, ...otherColumns];

const insertSql = `INSERT INTO traces (${allColumns.join(', ')}, trace_key)
  VALUES (${allColumns.map(() => '?').join(', ')}, ?)`;

const updateSql = updateOf(allColumns);
/** SQLite writes the index of each column that is named, whether it changes or not. */
const updateRestSql = updateOf(otherColumns);

function updateOf(names: readonly string[]): string {
  return `UPDATE traces SET ${names.map((name) => `${name} = ?`).join(', ')} WHERE trace_key = ?`;
}

function recordOf(row: Row | undefined): TraceRecord | undefined {
  if (row === undefined) return undefined;
  return {
    key: row.trace_key,
    stored: true,
    indexed: row.indexed,
    traceId: row.trace_id,
    hidden: row.hidden !== 0,
    revision: row.revision,
    resourceId: row.resource_id,
    runId: row.run_id,
    test: row.test,
    facts: JSON.parse(row.facts) as Omit<TraceFacts, 'traceId'>,
    summary: JSON.parse(row.summary) as TraceSummary,
  };
}
