import type { Migration } from './migration.ts';

/**
 * What MLflow's search orders by, as columns that are made when they are read (only their index is stored): the start
 * in milliseconds, as a wire said it or else as the spans say it, and the id that an SDK calls the trace by.
 */
export const search: Migration = {
  version: 3,
  sql: `
    ALTER TABLE traces ADD COLUMN mlflow_started_ms INTEGER GENERATED ALWAYS AS
      (coalesce(CAST(json_extract(facts, '$.startNs') AS INTEGER), start_ns) / 1000000) VIRTUAL;
    ALTER TABLE traces ADD COLUMN mlflow_id TEXT GENERATED ALWAYS AS
      (coalesce(request_id, 'tr-' || trace_id)) VIRTUAL;
    CREATE INDEX traces_searched ON traces (experiment_id, mlflow_started_ms DESC, mlflow_id);
  `,
};
