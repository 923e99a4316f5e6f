import { allOf, joinSql, listSql, literalSql, type Sql, sql } from '../search/sql.ts';
import {
  type LoggedCondition,
  type LoggedOrder,
  type LoggedTable,
  loggedConditionSql,
  loggedOrderSql,
} from './searchColumns.ts';

export type LifecycleStage = 'active' | 'deleted';

export function lifecycleStageOf(column: string): LifecycleStage {
  return column === 'deleted' ? 'deleted' : 'active';
}

/** Which experiments or runs, in which order, and which page of them. */
export interface LoggedSearch {
  readonly stages: readonly LifecycleStage[];
  /** All of them hold. */
  readonly conditions: readonly LoggedCondition[];
  readonly order: readonly LoggedOrder[];
  readonly offset: number;
  readonly limit: number;
}

/** Where a search reads; all text is our own. */
export interface LoggedSource extends LoggedTable {
  readonly name: string;
  /** What is read of each row. */
  readonly columns: string;
}

export interface LoggedBounds {
  /** Conditions beside the search's own. */
  readonly conditions: readonly Sql[];
  /** Order of the rows that the search's own leaves equal; our own text. */
  readonly order: string;
}

/** The search as one statement. Throws `RangeError` for a field that the source has not. */
export function loggedSearchSql(source: LoggedSource, search: LoggedSearch, bounds: LoggedBounds): Sql {
  const conditions = [
    ...bounds.conditions,
    sql`lifecycle_stage IN ${listSql(search.stages)}`,
    ...search.conditions.map((each) => loggedConditionSql(source, each)),
  ];
  const order = [...search.order.map((each) => loggedOrderSql(source, each)), literalSql(bounds.order)];
  return sql`SELECT ${literalSql(source.columns)} FROM ${literalSql(source.name)} WHERE ${allOf(conditions)}
    ORDER BY ${joinSql(order, ', ')} LIMIT ${search.limit} OFFSET ${search.offset}`;
}
