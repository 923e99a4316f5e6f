import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import type { Database } from './driver.ts';

/** A span that ended with an error. */
export interface FailedCall {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly parentId?: SpanId;
  readonly name: string;
  /** Grows with whatever is heard of the span later. */
  readonly revision: number;
}

interface Row {
  readonly trace_id: string;
  readonly span_id: string;
  readonly parent_id: string | null;
  readonly name: string;
  readonly revision: number;
}

/** As many of the spans stored last are looked at as `RecentCalls` knows; no person fixes more failures at a time. */
const newestSpans = 5_000;
const mostFailed = 100;

// The range of keys bounds what is read, whatever other indexes there are.
const failedSql = `SELECT traces.trace_id, spans.span_id, spans.parent_id, spans.name, spans.revision
  FROM spans CROSS JOIN traces ON traces.trace_key = spans.trace_key AND traces.hidden = 0
  WHERE span_key > (SELECT max(span_key) FROM spans) - ${newestSpans} AND +spans.status = 'error'
  ORDER BY span_key DESC LIMIT ${mostFailed}`;

/** Failed spans among those stored last, the newest first. */
export function readFailedCalls(database: Database): readonly FailedCall[] {
  return database.all<Row>(failedSql).map((row) => ({
    traceId: row.trace_id,
    spanId: row.span_id,
    ...(row.parent_id !== null && { parentId: row.parent_id }),
    name: row.name,
    revision: row.revision,
  }));
}
