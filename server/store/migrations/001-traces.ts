import type { Migration } from './migration.ts';

/**
 * Traces and spans. `trace_key` is the store's own small number for a trace: spans and request ids point at it,
 * so that giving a trace another id is one update. Times are integer nanoseconds since the epoch.
 *
 * `traces.summary` and `traces.facts` are JSON (`TraceSummary`, `TraceFacts`): what the columns beside them are
 * made of. `spans.raw` is JSON too (`RawSpan` less what has a column): last, so that a scan skips its pages.
 */
export const traces: Migration = {
  version: 1,
  sql: `
    CREATE TABLE traces (
      trace_key INTEGER PRIMARY KEY,
      trace_id TEXT NOT NULL UNIQUE,
      request_id TEXT,
      experiment_id TEXT NOT NULL,
      hidden INTEGER NOT NULL DEFAULT 0,
      revision INTEGER NOT NULL,
      name TEXT NOT NULL,
      status TEXT NOT NULL,
      start_ns INTEGER NOT NULL,
      end_ns INTEGER,
      span_count INTEGER NOT NULL,
      error_count INTEGER NOT NULL,
      preview TEXT,
      usage TEXT,
      cost TEXT,
      usage_stale INTEGER NOT NULL,
      updated_ms INTEGER NOT NULL,
      resource_id INTEGER,
      facts TEXT NOT NULL,
      summary TEXT NOT NULL
    );
    CREATE INDEX traces_newest ON traces (hidden, start_ns);
    CREATE INDEX traces_experiment ON traces (experiment_id, start_ns);
    CREATE INDEX traces_open ON traces (updated_ms) WHERE status = 'running';

    CREATE TABLE request_ids (
      request_id TEXT PRIMARY KEY,
      trace_key INTEGER NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX request_ids_trace ON request_ids (trace_key);

    CREATE TABLE resources (
      resource_id INTEGER PRIMARY KEY,
      hash TEXT NOT NULL UNIQUE,
      resource TEXT NOT NULL,
      scope TEXT NOT NULL
    );

    CREATE TABLE spans (
      span_key INTEGER PRIMARY KEY,
      trace_key INTEGER NOT NULL,
      span_id TEXT NOT NULL,
      parent_id TEXT,
      revision INTEGER NOT NULL,
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      status TEXT NOT NULL,
      start_ns INTEGER NOT NULL,
      end_ns INTEGER,
      model TEXT,
      tokens INTEGER,
      hint TEXT,
      usage TEXT,
      cost TEXT,
      convention TEXT NOT NULL,
      normaliser_version INTEGER NOT NULL,
      resource_id INTEGER NOT NULL,
      raw TEXT NOT NULL
    );
    CREATE UNIQUE INDEX spans_id ON spans (trace_key, span_id);
    CREATE INDEX spans_revision ON spans (trace_key, revision);
    CREATE INDEX spans_priced ON spans (trace_key) WHERE usage IS NOT NULL OR cost IS NOT NULL;
    CREATE INDEX spans_root ON spans (trace_key) WHERE parent_id IS NULL;

    CREATE TABLE assessments (
      trace_key INTEGER NOT NULL,
      assessment_id TEXT NOT NULL,
      assessment TEXT NOT NULL,
      PRIMARY KEY (trace_key, assessment_id)
    ) WITHOUT ROWID;
  `,
};
