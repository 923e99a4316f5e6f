import type { JsonObject } from '../../../protocol/base/json.ts';
import type { Database } from '../driver.ts';
import type { LifecycleStage } from './experiments.ts';
import { readTexts, type Texts } from './texts.ts';

/** `value` is a number, or `NaN`, `Infinity`, `-Infinity` as text: what JSON and MLflow's REST can carry. */
export interface Metric {
  readonly key: string;
  readonly value: number | string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly step: number;
}

export interface Run {
  readonly id: string;
  readonly experimentId: string;
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly stage: LifecycleStage;
  /** MLflow's RunInfo less what is above. */
  readonly info: JsonObject;
  readonly tags: Texts;
  readonly params: Texts;
}

interface Row {
  readonly run_id: string;
  readonly experiment_id: string;
  readonly start_time: number;
  readonly lifecycle_stage: string;
  readonly info: string;
  readonly tags: string;
  readonly params: string;
}

const columns = 'run_id, experiment_id, start_time, lifecycle_stage, info, tags, params';

/** MLflow's runs: kept whole, so that a program that logs to its run finds again what it logged. */
export class Runs {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  get(id: string): Run | undefined {
    const row = this.#database.get<Row>(`SELECT ${columns} FROM mlflow_runs WHERE run_id = ?`, id);
    return row === undefined ? undefined : runOf(row);
  }

  /** Inserts or replaces. */
  save(run: Run): void {
    this.#database.run(
      `INSERT OR REPLACE INTO mlflow_runs (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?)`,
      run.id,
      run.experimentId,
      run.started,
      run.stage,
      JSON.stringify(run.info),
      JSON.stringify(run.tags),
      JSON.stringify(run.params),
    );
  }

  /** Newest first. */
  list(query: {
    readonly experimentIds: readonly string[];
    readonly stages: readonly LifecycleStage[];
    readonly offset: number;
    readonly limit: number;
  }): readonly Run[] {
    const sql = `SELECT ${columns} FROM mlflow_runs
      WHERE experiment_id IN (SELECT value FROM json_each(?1)) AND lifecycle_stage IN (SELECT value FROM json_each(?2))
      ORDER BY start_time DESC, run_id LIMIT ?3 OFFSET ?4`;
    const lists = [JSON.stringify(query.experimentIds), JSON.stringify(query.stages)] as const;
    return this.#database.all<Row>(sql, ...lists, query.limit, query.offset).map(runOf);
  }

  addMetrics(runId: string, metrics: readonly Metric[]): void {
    const sql = 'INSERT INTO mlflow_metrics (run_id, key, value, timestamp, step) VALUES (?, ?, ?, ?, ?)';
    this.#database.transaction(() => {
      for (const { key, value, timestamp, step } of metrics) {
        this.#database.run(sql, runId, key, value, timestamp, step);
      }
    });
  }

  /** Of each key the value of the highest step, the latest of equal steps, as MLflow shows on a run. */
  latestMetrics(runId: string): readonly Metric[] {
    return this.#database.all<Metric>(
      `SELECT key, value, timestamp, step FROM (
         SELECT *, row_number() OVER (PARTITION BY key ORDER BY step DESC, timestamp DESC, metric_key DESC) AS place
         FROM mlflow_metrics WHERE run_id = ?) WHERE place = 1 ORDER BY key`,
      runId,
    );
  }

  metricHistory(
    runId: string,
    key: string,
    page: { readonly offset: number; readonly limit: number },
  ): readonly Metric[] {
    const sql = `SELECT key, value, timestamp, step FROM mlflow_metrics WHERE run_id = ? AND key = ?
      ORDER BY step, timestamp, metric_key LIMIT ? OFFSET ?`;
    return this.#database.all<Metric>(sql, runId, key, page.limit, page.offset);
  }
}

function runOf(row: Row): Run {
  return {
    id: row.run_id,
    experimentId: row.experiment_id,
    started: row.start_time,
    stage: row.lifecycle_stage === 'deleted' ? 'deleted' : 'active',
    info: JSON.parse(row.info) as JsonObject,
    tags: readTexts(row.tags),
    params: readTexts(row.params),
  };
}
