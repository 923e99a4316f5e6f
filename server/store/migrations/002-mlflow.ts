import type { Migration } from './migration.ts';

/**
 * What an MLflow program logs beside its traces: experiments, runs with their metrics, artifacts. Times are
 * milliseconds since the epoch, as in MLflow's REST. Experiment 0 is there from the start: SDKs use it unasked.
 *
 * `tags` and `params` are JSON objects of text; `info` is MLflow's RunInfo as JSON; metrics are `REAL` or, for NaN
 * and the infinities, which JSON does not know, their MLflow words as text.
 */
export const mlflow: Migration = {
  version: 2,
  sql: `
    CREATE TABLE mlflow_experiments (
      experiment_id INTEGER PRIMARY KEY AUTOINCREMENT,
      name TEXT NOT NULL UNIQUE,
      lifecycle_stage TEXT NOT NULL,
      creation_time INTEGER NOT NULL,
      last_update_time INTEGER NOT NULL,
      tags TEXT NOT NULL
    );
    INSERT INTO mlflow_experiments
      VALUES (0, 'Default', 'active', unixepoch() * 1000, unixepoch() * 1000, '{}');

    CREATE TABLE mlflow_runs (
      run_id TEXT PRIMARY KEY,
      experiment_id TEXT NOT NULL,
      start_time INTEGER NOT NULL,
      lifecycle_stage TEXT NOT NULL,
      info TEXT NOT NULL,
      tags TEXT NOT NULL,
      params TEXT NOT NULL
    );
    CREATE INDEX mlflow_runs_experiment ON mlflow_runs (experiment_id, start_time);

    CREATE TABLE mlflow_metrics (
      metric_key INTEGER PRIMARY KEY,
      run_id TEXT NOT NULL,
      key TEXT NOT NULL,
      value NOT NULL,
      timestamp INTEGER NOT NULL,
      step INTEGER NOT NULL
    );
    CREATE INDEX mlflow_metrics_run ON mlflow_metrics (run_id, key, step, timestamp);

    CREATE TABLE mlflow_artifacts (
      path TEXT PRIMARY KEY,
      created INTEGER NOT NULL,
      bytes INTEGER NOT NULL,
      content BLOB NOT NULL
    );
  `,
};
