import type { Database } from '../driver.ts';
import type { SearchFunctions } from '../search/searchFunctions.ts';
import {
  type LifecycleStage,
  type LoggedSearch,
  type LoggedSource,
  lifecycleStageOf,
  loggedSearchSql,
} from './loggedSearch.ts';
import { readTexts, type Texts, withoutText, withText } from './texts.ts';

export interface Experiment {
  /** Decimal digits; `0` is the default one. */
  readonly id: string;
  readonly name: string;
  readonly stage: LifecycleStage;
  /** Milliseconds since the epoch, as the next. */
  readonly created: number;
  readonly updated: number;
  readonly tags: Texts;
}

interface Row {
  readonly experiment_id: number;
  readonly name: string;
  readonly lifecycle_stage: string;
  readonly creation_time: number;
  readonly last_update_time: number;
  readonly tags: string;
}

const columns = 'experiment_id, name, lifecycle_stage, creation_time, last_update_time, tags';

const source: LoggedSource = {
  name: 'mlflow_experiments',
  columns,
  attributes: {
    name: 'name',
    experiment_id: 'experiment_id',
    creation_time: 'creation_time',
    last_update_time: 'last_update_time',
  },
  tags: 'tags',
};

/** MLflow's experiments. A name is taken once, also by a deleted experiment, as in MLflow. */
export class Experiments {
  readonly #database: Database;
  readonly #functions: SearchFunctions;

  constructor(database: Database, functions: SearchFunctions) {
    this.#database = database;
    this.#functions = functions;
  }

  /** `undefined` when the name is taken. */
  create(name: string, tags: Texts, now: number): Experiment | undefined {
    const changed = this.#database.run(
      `INSERT INTO mlflow_experiments (name, lifecycle_stage, creation_time, last_update_time, tags)
       VALUES (?, 'active', ?, ?, ?) ON CONFLICT (name) DO NOTHING`,
      name,
      now,
      now,
      JSON.stringify(tags),
    );
    return changed === 0 ? undefined : this.byName(name);
  }

  byId(id: string): Experiment | undefined {
    if (!/^\d{1,15}$/.test(id)) return undefined;
    const sql = `SELECT ${columns} FROM mlflow_experiments WHERE experiment_id = ?`;
    return experimentOf(this.#database.get<Row>(sql, Number(id)));
  }

  byName(name: string): Experiment | undefined {
    const sql = `SELECT ${columns} FROM mlflow_experiments WHERE name = ?`;
    return experimentOf(this.#database.get<Row>(sql, name));
  }

  /** As `order` says, else newest first. Throws `SearchTooLong`. */
  search(query: LoggedSearch): readonly Experiment[] {
    const order = query.order.length === 0 ? 'creation_time DESC, experiment_id' : 'experiment_id DESC';
    const { text, params } = loggedSearchSql(source, query, { conditions: [], order });
    const rows = this.#functions.run(() => this.#database.allOnce<Row>(text, ...params));
    return rows.flatMap((row) => experimentOf(row) ?? []);
  }

  /** False when the name is taken by another one. */
  rename(id: string, name: string, now: number): boolean {
    const sql = `UPDATE OR IGNORE mlflow_experiments SET name = ?, last_update_time = ? WHERE experiment_id = ?`;
    return this.#database.run(sql, name, now, Number(id)) > 0;
  }

  setStage(id: string, stage: LifecycleStage, now: number): void {
    const sql = `UPDATE mlflow_experiments SET lifecycle_stage = ?, last_update_time = ? WHERE experiment_id = ?`;
    this.#database.run(sql, stage, now, Number(id));
  }

  setTag({ id, tags }: Experiment, key: string, value: string, now: number): void {
    this.#saveTags(id, withText(tags, key, value), now);
  }

  deleteTag({ id, tags }: Experiment, key: string, now: number): void {
    this.#saveTags(id, withoutText(tags, key), now);
  }

  #saveTags(id: string, tags: Texts, now: number): void {
    const sql = `UPDATE mlflow_experiments SET tags = ?, last_update_time = ? WHERE experiment_id = ?`;
    this.#database.run(sql, JSON.stringify(tags), now, Number(id));
  }
}

function experimentOf(row: Row | undefined): Experiment | undefined {
  if (row === undefined) return undefined;
  return {
    id: String(row.experiment_id),
    name: row.name,
    stage: lifecycleStageOf(row.lifecycle_stage),
    created: row.creation_time,
    updated: row.last_update_time,
    tags: readTexts(row.tags),
  };
}
