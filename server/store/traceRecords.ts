import type { TraceId } from '../../protocol/model/span.ts';
import type { TraceFacts } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';
import { nanosToSql } from './sqlValues.ts';
import { type StoredFacts, traceColumns } from './traceColumns.ts';
import { emptySummary, type TraceSummary } from './traceSummary.ts';

/** MLflow's default experiment: where a trace is that names none. */
export const defaultExperiment = '0';

/** A trace as it is while a batch is written into it; one row of `traces`. */
export interface TraceRecord {
  readonly key: number;
  /** False until its row is inserted. */
  readonly stored: boolean;
  readonly traceId: TraceId;
  readonly hidden: boolean;
  readonly revision: number;
  readonly resourceId: number | null;
  readonly facts: StoredFacts;
  readonly summary: TraceSummary;
}

export function newRecord(key: number, traceId: TraceId): TraceRecord {
  const said = { facts: {}, summary: emptySummary };
  return { key, traceId, stored: false, hidden: false, revision: 0, resourceId: null, ...said };
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
  readonly facts: string;
  readonly summary: string;
}

const columns = 'trace_key, trace_id, hidden, revision, resource_id, facts, summary';

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

/** Writes the row and everything in it that follows from summary and facts. */
export function saveRecord(database: Database, record: TraceRecord, nowMs: number): void {
  const { facts, summary } = record;
  const derived = traceColumns(summary, facts);
  database.run(
    record.stored ? updateSql : insertSql,
    record.traceId,
    facts.requestId ?? null,
    facts.experimentId ?? defaultExperiment,
    record.revision,
    derived.name,
    derived.status,
    derived.startNs === undefined ? BigInt(nowMs) * 1_000_000n : nanosToSql(derived.startNs),
    derived.endNs === undefined ? null : nanosToSql(derived.endNs),
    summary.spans,
    summary.errors,
    derived.preview ?? null,
    summary.priced ? 1 : 0,
    nowMs,
    record.resourceId,
    JSON.stringify(facts),
    JSON.stringify(summary),
    summary.spawnedFrom?.traceId ?? null,
    record.key,
  );
  if (facts.requestId === undefined) return;
  const sql = 'INSERT INTO request_ids (request_id, trace_key) VALUES (?, ?) ON CONFLICT DO NOTHING';
  database.run(sql, facts.requestId, record.key);
}

const insertSql = `INSERT INTO traces (trace_id, request_id, experiment_id, revision, name, status, start_ns, end_ns,
  span_count, error_count, preview, usage_stale, updated_ms, resource_id, facts, summary, spawner_id, trace_key)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const updateSql = `UPDATE traces SET trace_id = ?, request_id = ?, experiment_id = ?, revision = ?, name = ?,
  status = ?, start_ns = ?, end_ns = ?, span_count = ?, error_count = ?, preview = ?, usage_stale = ?,
  updated_ms = ?, resource_id = ?, facts = ?, summary = ?, spawner_id = ? WHERE trace_key = ?`;

function recordOf(row: Row | undefined): TraceRecord | undefined {
  if (row === undefined) return undefined;
  return {
    key: row.trace_key,
    stored: true,
    traceId: row.trace_id,
    hidden: row.hidden !== 0,
    revision: row.revision,
    resourceId: row.resource_id,
    facts: JSON.parse(row.facts) as Omit<TraceFacts, 'traceId'>,
    summary: JSON.parse(row.summary) as TraceSummary,
  };
}
