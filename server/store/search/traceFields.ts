import { assertNever } from '../../../protocol/base/assertNever.ts';
import { contentColumns } from './searchFunctions.ts';
import { literalSql, type Sql, sql } from './sql.ts';
import type { SpanField, TraceColumn, TraceField } from './traceCondition.ts';

/** Columns of migration 3: what a wire said of the start comes before what the spans say, as in `StoredTraceInfo`. */
const startedMs = 'traces.mlflow_started_ms';
const endedMs = "(coalesce(CAST(json_extract(traces.facts, '$.endNs') AS INTEGER), traces.end_ns) / 1000000)";
const durationMs = `max(0, ${endedMs} - ${startedMs})`;

const columns: Readonly<Record<TraceColumn, string>> = {
  experiment_id: 'traces.experiment_id',
  request_id: 'traces.mlflow_id',
  status: `CASE
    WHEN json_extract(traces.facts, '$.state') = 'ok' THEN 'OK'
    WHEN json_extract(traces.facts, '$.state') = 'error' THEN 'ERROR'
    WHEN traces.status IN ('running', 'aborted') THEN 'IN_PROGRESS'
    WHEN traces.status = 'error' THEN 'ERROR' ELSE 'OK' END`,
  timestamp_ms: startedMs,
  execution_time_ms: `CAST(${durationMs} AS INTEGER)`,
  end_time_ms: `(${startedMs} + coalesce(${durationMs}, 0))`,
  client_request_id: "json_extract(traces.facts, '$.clientRequestId')",
};

/** Values are text; those that came by another door may be any JSON. */
const entryText = `CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(value AS TEXT) END`;
const traceName = 'mlflow.traceName';

/** An expression over the table `traces`; null where the trace has no such value. */
export function traceFieldSql(field: TraceField): Sql {
  switch (field.kind) {
    case 'column':
      return literalSql(columns[field.name]);
    case 'tag': {
      const said = entrySql('$.tags', field.key);
      if (field.key !== traceName) return said;
      return sql`coalesce(${said}, json_extract(traces.facts, '$.name'), traces.name)`;
    }
    case 'metadata':
      return entrySql('$.metadata', field.key);
    default:
      return assertNever(field);
  }
}

function entrySql(path: string, key: string): Sql {
  return sql`(SELECT ${literalSql(entryText)} FROM json_each(traces.facts, ${path})
    WHERE key = ${key} AND type <> 'null')`;
}

const spanFields: Readonly<Record<SpanField, string>> = {
  name: "json_extract(spans.raw, '$.name')",
  type: `trim(coalesce(json_extract(spans.raw, '$.attributes."mlflow.spanType"'), spans.kind), '"')`,
  status: "upper(json_extract(spans.raw, '$.status.code'))",
  content: `span_content(${contentColumns})`,
};

/** An expression over the tables `traces` and `spans`. */
export function spanFieldSql(field: SpanField): Sql {
  return literalSql(spanFields[field]);
}
