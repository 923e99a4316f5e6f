import type { JsonObject } from '../../../protocol/base/json.ts';
import type { Database } from '../driver.ts';
import type { SearchFunctions } from '../search/searchFunctions.ts';
import { listSql, sql } from '../search/sql.ts';
import {
  type LifecycleStage,
  type LoggedSearch,
  type LoggedSource,
  lifecycleStageOf,
  loggedSearchSql,
} from './loggedSearch.ts';
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

export interface RunSearch extends LoggedSearch {
  readonly experimentIds: readonly string[];
}

/** A metric's value is that of its highest step, the latest of equal steps. */
const source: LoggedSource = {
  name: 'mlflow_runs',
  columns,
  attributes: {
    run_id: 'run_id',
    run_name: "json_extract(info, '$.run_name')",
    user_id: "json_extract(info, '$.user_id')",
    status: "json_extract(info, '$.status')",
    artifact_uri: "'mlflow-artifacts:/' || experiment_id || '/' || run_id || '/artifacts'",
    start_time: 'start_time',
    end_time: "json_extract(info, '$.end_time')",
  },
  tags: 'tags',
  params: 'params',
  metric: `(SELECT value FROM mlflow_metrics WHERE mlflow_metrics.run_id = mlflow_runs.run_id AND key = ?
    ORDER BY step DESC, timestamp DESC, metric_key DESC LIMIT 1)`,
};

/** MLflow's runs: kept whole, so that a program that logs to its run finds again what it logged. */
export class Runs {
  readonly #database: Database;
  readonly #functions: SearchFunctions;

  constructor(database: Database, functions: SearchFunctions) {
    this.#database = database;
    this.#functions = functions;
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

  /** As `order` says, then newest first. Throws `SearchTooLong`. */
  search(query: RunSearch): readonly Run[] {
    const { text, params } = loggedSearchSql(source, query, {
      conditions: [sql`experiment_id IN ${listSql(query.experimentIds)}`],
      order: 'start_time DESC, run_id',
    });
    const rows = this.#functions.run(() => this.#database.allOnce<Row>(text, ...params));
    return rows.map(runOf);
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
    stage: lifecycleStageOf(row.lifecycle_stage),
    info: JSON.parse(row.info) as JsonObject,
    tags: readTexts(row.tags),
    params: readTexts(row.params),
  };
}
