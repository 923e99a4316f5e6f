import type { SpanRow } from '../../protocol/messages/rows.ts';
import type { SpanId, SpanStatus, TraceId } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';
import { groupBy } from './groupBy.ts';
import { mergeRaw } from './mergeRaw.ts';
import { type RawRow, rawColumns, rawFromRow } from './rawJson.ts';
import type { Resources } from './resources.ts';
import { optional } from './sqlValues.ts';
import type { SpanHead } from './traceSummary.ts';

export interface SpanRowPage {
  readonly rows: readonly SpanRow[];
  readonly revision: number;
  readonly more: boolean;
}

interface Row {
  readonly revision: number;
  readonly span_id: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly start_ns: string;
  readonly end_ns: string | null;
  readonly model: string | null;
  readonly tokens: number | null;
  readonly hint: string | null;
}

/** Spans read at once while a whole trace is walked. */
const chunk = 500;

/** Rows that changed after `sinceRevision`, in the order they changed. */
export function readSpanRows(
  database: Database,
  traceKey: number,
  page: { readonly sinceRevision: number; readonly limit: number; readonly traceRevision: number },
): SpanRowPage {
  const found = database.all<Row>(
    `SELECT revision, span_id, parent_id, name, kind, status, CAST(start_ns AS TEXT) AS start_ns,
       CAST(end_ns AS TEXT) AS end_ns, model, tokens, hint
     FROM spans WHERE trace_key = ? AND revision > ? ORDER BY revision LIMIT ?`,
    traceKey,
    page.sinceRevision,
    page.limit + 1,
  );
  const more = found.length > page.limit;
  const rows = more ? found.slice(0, page.limit) : found;
  const last = rows.at(-1)?.revision ?? page.sinceRevision;
  return { rows: rows.map(spanRowOf), revision: more ? last : page.traceRevision, more };
}

export function readRawSpan(
  database: Database,
  resources: Resources,
  trace: { readonly key: number; readonly traceId: TraceId },
  spanId: SpanId,
): RawSpan | undefined {
  const row = database.get<RawRow>(
    `SELECT ${rawColumns} FROM spans WHERE trace_key = ? AND span_id = ?`,
    trace.key,
    spanId,
  );
  return row === undefined ? undefined : rawFromRow(trace.traceId, row, resources);
}

/** In order of start; only the keys of the whole trace are held at once. */
export function* readRawSpans(
  database: Database,
  resources: Resources,
  trace: { readonly key: number; readonly traceId: TraceId },
): Generator<RawSpan> {
  const keys = database.all<{ span_key: number }>(
    'SELECT span_key FROM spans WHERE trace_key = ? ORDER BY start_ns, span_key',
    trace.key,
  );
  for (let at = 0; at < keys.length; at += chunk) {
    const part = keys.slice(at, at + chunk).map((row) => row.span_key);
    // Put in order here: SQLite would sort the payloads along.
    const rows = database.all<RawRow & { readonly span_key: number }>(
      `SELECT span_key, ${rawColumns} FROM spans WHERE span_key IN (SELECT value FROM json_each(?))`,
      JSON.stringify(part),
    );
    const byKey = new Map(rows.map((row) => [row.span_key, row]));
    for (const key of part) {
      const row = byKey.get(key);
      if (row !== undefined) yield rawFromRow(trace.traceId, row, resources);
    }
  }
}

/** One record for each span: all that arrived for it in this batch, merged with what is stored. */
export function mergeWithStored(
  database: Database,
  resources: Resources,
  spans: readonly RawSpan[],
): readonly RawSpan[] {
  const merged: RawSpan[] = [];
  for (const [traceId, group] of groupBy(spans, (span) => span.traceId)) {
    const byId = storedSpans(database, resources, traceId, group);
    const order = new Set<SpanId>();
    for (const span of group) {
      const known = byId.get(span.spanId);
      byId.set(span.spanId, known === undefined ? span : mergeRaw(known, span));
      order.add(span.spanId);
    }
    for (const spanId of order) {
      const span = byId.get(spanId);
      if (span !== undefined) merged.push(span);
    }
  }
  return merged;
}

function storedSpans(
  database: Database,
  resources: Resources,
  traceId: TraceId,
  spans: readonly RawSpan[],
): Map<SpanId, RawSpan> {
  const sql = 'SELECT trace_key FROM traces WHERE trace_id = ?';
  const key = database.get<{ trace_key: number }>(sql, traceId)?.trace_key;
  if (key === undefined) return new Map();
  const rows = database.all<RawRow>(
    `SELECT ${rawColumns} FROM spans WHERE trace_key = ? AND span_id IN (SELECT value FROM json_each(?))`,
    key,
    JSON.stringify(spans.map((span) => span.spanId)),
  );
  return new Map(rows.map((row) => [row.span_id, rawFromRow(traceId, row, resources)]));
}

/** How many of them are stored, by more than live records. */
export function countSent(database: Database, traceId: TraceId, spanIds: readonly SpanId[]): number {
  const sql = `SELECT count(*) AS count FROM spans
    WHERE trace_key = (SELECT trace_key FROM traces WHERE trace_id = ?)
      AND span_id IN (SELECT value FROM json_each(?)) AND json_extract(raw, '$.door') <> 'live'`;
  return database.get<{ count: number }>(sql, traceId, JSON.stringify(spanIds))?.count ?? 0;
}

export function rootSpanIds(database: Database, traceKey: number): readonly SpanId[] {
  const sql =
    'SELECT span_id FROM spans WHERE trace_key = ? AND parent_id IS NULL ORDER BY start_ns, span_key';
  return database.all<{ span_id: string }>(sql, traceKey).map((row) => row.span_id);
}

/** The earliest root as the summary keeps it, less the texts that only a written span tells. */
export function rootHead(database: Database, traceKey: number): SpanHead | undefined {
  const row = database.get<Pick<Row, 'span_id' | 'name' | 'status' | 'start_ns'>>(
    `SELECT span_id, name, status, CAST(start_ns AS TEXT) AS start_ns FROM spans
     WHERE trace_key = ? AND parent_id IS NULL ORDER BY spans.start_ns LIMIT 1`,
    traceKey,
  );
  if (row === undefined) return undefined;
  return { spanId: row.span_id, name: row.name, status: row.status as SpanStatus, startNs: row.start_ns };
}

function spanRowOf(row: Row): SpanRow {
  return {
    spanId: row.span_id,
    ...optional('parentId', row.parent_id),
    name: row.name,
    kind: row.kind,
    status: row.status as SpanStatus,
    startNs: row.start_ns,
    ...optional('endNs', row.end_ns),
    ...optional('model', row.model),
    ...optional('tokens', row.tokens),
    ...optional('hint', row.hint),
  };
}
