import type { SQLInputValue } from 'node:sqlite';
import type { JsonObject } from '../../protocol/base/json.ts';
import type { Regroup } from '../../protocol/messages/regroup.ts';
import type { RunRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { SpanStatus, SpawnedFrom, TraceId } from '../../protocol/model/span.ts';
import type { Database } from './driver.ts';
import { someMember } from './groups/links.ts';
import { regroupedWhere } from './groups/regroupedWhere.ts';
import { keptKeysSql, runsOf } from './runs.ts';
import { jsonFromSql, optional } from './sqlValues.ts';
import { type Stops, verdictOf } from './stops.ts';
import type { StoredTraceInfo } from './store.ts';
import type { StoredFacts } from './traceColumns.ts';
import type { TraceUsage, UsageRow } from './traceUsage.ts';

interface ListedRow extends UsageRow {
  readonly trace_id: string;
  readonly request_id: string | null;
  readonly name: string;
  readonly start_ns: string;
  readonly end_ns: string | null;
  readonly error_count: number;
  readonly preview: string | null;
  readonly stopped: string | null;
  readonly run_id: string | null;
  readonly test: string | null;
  readonly pinned: number;
  readonly revision: number;
  readonly spawned_from: string | null;
}

const rowColumns = `trace_key, trace_id, request_id, name, status, CAST(start_ns AS TEXT) AS start_ns,
  CAST(end_ns AS TEXT) AS end_ns, span_count, error_count, preview, usage, cost, usage_stale, run_id, test, pinned,
  revision, CASE WHEN spawner_id IS NULL THEN NULL ELSE json_extract(summary, '$.spawnedFrom') END AS spawned_from,
  CASE WHEN json_type(summary, '$.stops') IS NOT NULL THEN summary END AS stopped`;

export interface TraceListQuery {
  readonly text?: string;
  readonly limit: number;
  readonly cursor?: string;
  readonly regroup?: Regroup;
}

/** What `nextCursor` looks like: start and key of the last trace of a page. */
export const cursorPattern = /^(\d{1,19})\.(\d{1,15})$/;

export interface TracePage {
  readonly traces: readonly TraceRow[];
  /** On the first page. */
  readonly pinned?: readonly TraceRow[];
  readonly runs: readonly RunRow[];
  readonly nextCursor?: string;
}

/** Pinned by hand; more are left to the pages of the list. */
const mostPinned = 200;

/**
 * Newest start first. `text` keeps the traces where it is part of the name, the preview, a span's name, the run's or
 * the test's, upper or lower case alike. Throws `RangeError` for a cursor that is not ours.
 */
export function listTraces(database: Database, usage: TraceUsage, query: TraceListQuery): TracePage {
  const apart = query.regroup === undefined ? undefined : regroupedWhere(database, query.regroup);
  const matching = [apart && { sql: apart.where, params: apart.params }, textCondition(query)];
  const conditions = [newest, ...matching, cursorCondition(query.cursor)];
  const found = rowsWhere(database, conditions, query.limit + 1);
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  const traces = rows.map((row) => rowOf(row, usage));
  const pinned =
    query.cursor === undefined
      ? rowsWhere(database, [kept, ...matching], mostPinned).map((row) => rowOf(row, usage))
      : [];
  return {
    traces,
    ...(pinned.length > 0 ? { pinned } : {}),
    runs: runsOf(database, [...traces, ...pinned]),
    ...(found.length > query.limit && last !== undefined
      ? { nextCursor: `${last.start_ns}.${last.trace_key}` }
      : {}),
  };
}

interface Condition {
  readonly sql: string;
  readonly params: readonly SQLInputValue[];
}

const newest: Condition = { sql: 'hidden = 0', params: [] };
/** The `+` keeps SQLite from walking through all that is not hidden. */
const kept: Condition = { sql: `+hidden = 0 AND trace_key IN (${keptKeysSql})`, params: [] };

function cursorCondition(cursor: string | undefined): Condition | undefined {
  if (cursor === undefined) return undefined;
  const match = cursorPattern.exec(cursor);
  if (match === null) throw new RangeError(`not a cursor of this list: ${cursor}`);
  return {
    sql: '(traces.start_ns, trace_key) < (?, ?)',
    params: [BigInt(match[1] ?? 0), Number(match[2])],
  };
}

function textCondition({ text, regroup }: TraceListQuery): Condition | undefined {
  if (text === undefined || text === '') return undefined;
  const like = `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const own = hasText('traces');
  const sql = regroup?.all ? `(${own} OR ${someMember(hasText('inside'))})` : own;
  return { sql, params: Array.from(sql.matchAll(/LIKE \?/g), () => like) };
}

/** Of a row of that table: the text is in the name, the preview, the test's, a span's or the run's name. */
function hasText(table: string): string {
  const isLike = (column: string) => `${column} LIKE ? ESCAPE '\\'`;
  return `(${isLike(`${table}.name`)} OR ${isLike(`${table}.preview`)} OR ${isLike(`${table}.test`)} OR EXISTS (
    SELECT 1 FROM spans WHERE spans.trace_key = ${table}.trace_key AND ${isLike('spans.name')}) OR EXISTS (
    SELECT 1 FROM runs WHERE runs.run_id = ${table}.run_id AND ${isLike('coalesce(runs.name, runs.label)')}))`;
}

/** Newest first. */
function rowsWhere(
  database: Database,
  conditions: readonly (Condition | undefined)[],
  limit: number,
): readonly ListedRow[] {
  const all = conditions.filter((condition) => condition !== undefined);
  return database.all<ListedRow>(
    `SELECT ${rowColumns} FROM traces WHERE ${all.map(({ sql }) => sql).join(' AND ')}
     ORDER BY ${all.includes(kept) ? '+' : ''}traces.start_ns DESC, trace_key DESC LIMIT ?`,
    ...all.flatMap(({ params }) => params),
    limit,
  );
}

export function readTraceRow(database: Database, usage: TraceUsage, traceId: TraceId): TraceRow | undefined {
  const sql = `SELECT ${rowColumns} FROM traces WHERE trace_id = ? AND hidden = 0`;
  const row = database.get<ListedRow>(sql, traceId);
  return row === undefined ? undefined : rowOf(row, usage);
}

export function countTraces(database: Database): number {
  return database.get<{ n: number }>('SELECT count(*) AS n FROM traces WHERE hidden = 0')?.n ?? 0;
}

/** Oldest first, by what MLflow orders by (migration 3). */
export function startedUntil(
  database: Database,
  query: { readonly experimentId: string; readonly untilMs: number; readonly limit: number },
): readonly TraceId[] {
  const sql = `SELECT trace_id FROM traces
    WHERE experiment_id = ? AND mlflow_started_ms <= ? AND hidden = 0
    ORDER BY mlflow_started_ms, mlflow_id LIMIT ?`;
  const rows = database.all<{ trace_id: string }>(sql, query.experimentId, query.untilMs, query.limit);
  return rows.map((row) => row.trace_id);
}

/** Under any form of the id: as stored, the SDK's request id, `tr-` before the hex digits, upper case. */
export function resolveTraceId(database: Database, id: string): TraceId | undefined {
  const lower = id.toLowerCase();
  const forms = new Set([id, lower, lower.replace(/^tr-/, '')]);
  for (const form of forms) {
    const row = database.get<{ trace_id: string }>(
      `SELECT trace_id FROM traces WHERE hidden = 0 AND (trace_id = ?1 OR trace_key =
         (SELECT trace_key FROM request_ids WHERE request_id = ?1)) LIMIT 1`,
      form,
    );
    if (row !== undefined) return row.trace_id;
  }
  return undefined;
}

/** What `infoOf` needs. */
export interface InfoRow {
  readonly trace_key: number;
  readonly trace_id: string;
  readonly name: string;
  readonly status: string;
  readonly start_ns: string;
  readonly end_ns: string | null;
  readonly sent_spans: number;
  readonly experiment_id: string;
  readonly facts: string;
}

export const infoColumns = `trace_key, trace_id, name, status, CAST(start_ns AS TEXT) AS start_ns,
  CAST(end_ns AS TEXT) AS end_ns, coalesce(json_extract(summary, '$.sentSpans'), span_count) AS sent_spans, experiment_id, facts`;

export function readTraceInfo(database: Database, traceId: TraceId): StoredTraceInfo | undefined {
  const sql = `SELECT ${infoColumns} FROM traces WHERE trace_id = ? AND hidden = 0`;
  const row = database.get<InfoRow>(sql, traceId);
  return row === undefined ? undefined : infoOf(database, row);
}

export function readAssessments(database: Database, traceKey: number): readonly JsonObject[] {
  const sql = 'SELECT assessment FROM assessments WHERE trace_key = ? ORDER BY assessment_id';
  return database
    .all<{ assessment: string }>(sql, traceKey)
    .map((row) => JSON.parse(row.assessment) as JsonObject);
}

function rowOf(row: ListedRow, usage: TraceUsage): TraceRow {
  return {
    traceId: row.trace_id,
    ...optional('requestId', row.request_id),
    name: row.name,
    status: row.status as SpanStatus,
    startNs: row.start_ns,
    ...optional('endNs', row.end_ns),
    spanCount: row.span_count,
    errorCount: row.error_count,
    ...optional('preview', row.preview),
    ...usage.of(row),
    ...optional('spawnedFrom', jsonFromSql<SpawnedFrom>(row.spawned_from)),
    ...optional('verdict', row.stopped === null ? null : verdictOf(JSON.parse(row.stopped) as Stops)),
    ...optional('runId', row.run_id),
    ...optional('test', row.test),
    ...(row.pinned === 1 ? { pinned: true } : {}),
    revision: row.revision,
  };
}

/** What the wire did not say is filled in from the spans, so that a trace that came by OTLP alone has an info. */
export function infoOf(database: Database, row: InfoRow): StoredTraceInfo {
  const said = JSON.parse(row.facts) as StoredFacts;
  // MLflow has no word for a trace that never ended but its "in progress".
  const open = row.status === 'running' || row.status === 'aborted';
  const seen = open ? 'running' : row.status === 'error' ? 'error' : 'ok';
  // An ended root outdates the "running" that its start was announced with.
  const state = said.state === undefined || said.state === 'running' ? seen : said.state;
  const shown = { name: row.name, startNs: row.start_ns, ...optional('endNs', row.end_ns) };
  return {
    facts: { ...shown, ...said, state, traceId: row.trace_id, experimentId: row.experiment_id },
    spanCount: row.sent_spans,
    assessments: readAssessments(database, row.trace_key),
  };
}
