import { literalSql, type Sql, sql } from '../search/sql.ts';
import { type Test, testSql } from '../search/test.ts';

/** A value of an experiment or a run: a column of it, or an entry of what was logged to it under a key. */
export type LoggedField =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'tag' | 'param' | 'metric' | 'dataset'; readonly key: string };

export interface LoggedCondition {
  readonly field: LoggedField;
  readonly test: Test;
}

export interface LoggedOrder {
  readonly field: LoggedField;
  readonly isDescending: boolean;
}

/** Expressions of one table, by the names that MLflow has for them. */
export interface LoggedTable {
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: string;
  readonly params?: string;
  /** Of the run in the row, by a key that is put in for `?`. */
  readonly metric?: string;
}

/** Throws `RangeError` for what the table has not: whoever asks has checked the names. */
export function loggedFieldSql(table: LoggedTable, field: LoggedField): Sql {
  if (field.kind === 'attribute') return literalSql(known(table.attributes[field.name], field.name));
  // None are kept: nothing is equal to one, nor unequal.
  if (field.kind === 'dataset') return sql`NULL`;
  if (field.kind === 'metric') {
    const [before = '', after = ''] = known(table.metric, field.kind).split('?');
    return sql`${literalSql(before)}${field.key}${literalSql(after)}`;
  }
  const entries = literalSql(known(field.kind === 'tag' ? table.tags : table.params, field.kind));
  return sql`(SELECT value FROM json_each(${entries}) WHERE key = ${field.key})`;
}

/** A metric may be NaN, which is kept as text: unequal to every number, and neither more nor less than one. */
export function loggedConditionSql(table: LoggedTable, { field, test }: LoggedCondition): Sql {
  const value = loggedFieldSql(table, field);
  if (field.kind !== 'metric') return testSql(value, test);
  return testSql(metricNumber(value, test.op === '!=' ? literalSql("'NaN'") : literalSql('NULL')), test);
}

/** Without a value last in both directions; of metrics NaN before those. */
export function loggedOrderSql(table: LoggedTable, { field, isDescending }: LoggedOrder): Sql {
  const value = loggedFieldSql(table, field);
  const direction = literalSql(isDescending ? 'DESC' : 'ASC');
  if (field.kind !== 'metric') return sql`${value} IS NULL, ${value} ${direction}`;
  const place = sql`CASE WHEN ${value} IS NULL THEN 2 WHEN ${value} = 'NaN' THEN 1 ELSE 0 END`;
  return sql`${place}, ${metricNumber(value, literalSql('0'))} ${direction}`;
}

function metricNumber(value: Sql, nan: Sql): Sql {
  return sql`CASE ${value} WHEN 'NaN' THEN ${nan} WHEN 'Infinity' THEN 9e999 WHEN '-Infinity' THEN -9e999
    ELSE ${value} END`;
}

function known(expression: string | undefined, name: string): string {
  if (expression === undefined) throw new RangeError(`no such value: ${name}`);
  return expression;
}
