import type { SQLInputValue } from 'node:sqlite';
import type { Database } from '../driver.ts';
import { type InfoRow, infoColumns, infoOf } from '../readTraces.ts';
import type { FoundTrace } from '../store.ts';
import { type OrderKey, orderKeys } from './orderKeys.ts';
import { allOf, joinSql, literalSql, type Sql, sql } from './sql.ts';
import type { SearchPosition, TraceSearch } from './traceCondition.ts';
import { traceConditionSql } from './traceConditionSql.ts';

/**
 * The infos of the traces that are asked for. Newest first, a page begins where its position stands in the index and
 * ends with its last trace, so that reading all pages reads each trace once. Any other order sorts what is
 * behind the position, for each page.
 */
export function searchTraces(database: Database, search: TraceSearch): readonly FoundTrace[] {
  const keys = orderKeys(search.order);
  const { experimentIds, conditions, after, limit } = search;
  const wanted = allOf([
    sql`hidden = 0`,
    ...(after === undefined ? [] : behind(keys, after)),
    ...conditions.map((condition) => traceConditionSql(condition, experimentIds)),
  ]);
  const order = joinSql(
    keys.map(({ value, isDescending }) => sql`${value} ${literalSql(isDescending ? 'DESC' : 'ASC')}`),
    ', ',
  );
  const values = joinSql(
    keys.map(({ value }, index) => sql`${value} AS ${literalSql(`key_${index}`)}`),
    ', ',
  );
  // Each experiment gives at most one page: within one the index is in order, across several nothing is.
  const query = sql`SELECT ${literalSql(infoColumns)}, ${values}
    FROM json_each(${JSON.stringify([...new Set(experimentIds)])}) AS experiments CROSS JOIN traces
    ON traces.trace_key IN (SELECT trace_key FROM traces
      WHERE experiment_id = experiments.value AND ${wanted} ORDER BY ${order} LIMIT ${limit})
    ORDER BY ${order} LIMIT ${limit}`;
  const rows = database.allOnce<InfoRow & Readonly<Record<string, SQLInputValue>>>(
    query.text,
    ...query.params,
  );
  return rows.map((row) => ({
    info: infoOf(database, row),
    position: keys.map((_, index) => row[`key_${index}`] as string | number | null),
  }));
}

/** Key by key: equal in all before it, and further in it. The bound on the first alone is what the index can use. */
function behind(keys: readonly OrderKey[], after: SearchPosition): readonly Sql[] {
  const [first] = keys;
  const [from = null] = after;
  const further = keys.map(({ value, isDescending }, index) => {
    const equal = keys.slice(0, index).map((key, n) => sql`${key.value} IS ${after[n] ?? null}`);
    const beyond = sql`${value} ${literalSql(isDescending ? '<' : '>')} ${after[index] ?? null}`;
    return allOf([...equal, beyond]);
  });
  const bound =
    first === undefined || from === null
      ? []
      : [sql`${first.value} ${literalSql(first.isDescending ? '<=' : '>=')} ${from}`];
  return [
    ...bound,
    sql`(${joinSql(
      further.map((each) => sql`(${each})`),
      ' OR ',
    )})`,
  ];
}
