import type { SQLInputValue } from 'node:sqlite';
import type { Database } from '../driver.ts';
import { type InfoRow, infoColumns, infoOf } from '../readTraces.ts';
import type { FoundTrace, TraceFindings } from '../store.ts';
import { SearchTooLong } from './effort.ts';
import { type OrderKey, orderKeys } from './orderKeys.ts';
import { allOf, joinSql, literalSql, type Sql, sql } from './sql.ts';
import type { SearchPosition, TraceCondition, TraceSearch } from './traceCondition.ts';
import { traceConditionSql } from './traceConditionSql.ts';

type Row = InfoRow & { readonly fits: number } & Readonly<Record<string, SQLInputValue>>;

/** Time for a page whose conditions have to read spans; what is found until then is a page, too. */
const pageMs = 600;
/** Traces whose spans are read before the clock is looked at: more each time, unless a few take long. */
const atOnce = { first: 4, most: 512, whileMs: 40 } as const;

/**
 * The infos of the traces that are asked for. Newest first, a page begins where its position stands in the index and
 * ends with its last trace, so that reading all pages reads each trace once. Any other order sorts all
 * traces that fulfil the conditions, for each page.
 */
export function searchTraces(database: Database, search: TraceSearch): TraceFindings {
  if (search.order.length === 0) return newestFirst(database, search);
  const keys = orderKeys(search.order);
  const found = rowsOf(database, sortedSql(search, keys)).map((row) => foundTrace(database, row, keys));
  return { found, ...(found.length === search.limit && ended(found.at(-1)?.position)) };
}

function newestFirst(database: Database, search: TraceSearch): TraceFindings {
  const keys = orderKeys([]);
  const isSlow = search.conditions.some(readsSpans);
  const until = performance.now() + pageMs;
  const found: FoundTrace[] = [];
  let chunk: number = atOnce.first;
  for (let after = search.after; ; ) {
    const began = performance.now();
    const room = search.limit - found.length;
    const limit = isSlow ? Math.min(chunk, room) : room;
    const rows = tried(() =>
      rowsOf(database, newestSql({ ...search, limit, ...(after && { after }) }, keys)),
    );
    // What was found before a part that takes too long is a page; the next one tries that part with fewer at once.
    if (rows instanceof SearchTooLong) {
      if (after === search.after) throw rows;
      return { found, ...ended(after) };
    }
    for (const row of rows) if (row.fits === 1) found.push(foundTrace(database, row, keys));
    const last = rows.at(-1);
    if (last === undefined || rows.length < limit) return { found };
    after = positionOf(last, keys);
    const now = performance.now();
    if (found.length === search.limit || now > until) return { found, ...ended(after) };
    if (now - began < atOnce.whileMs) chunk = Math.min(2 * chunk, atOnce.most);
  }
}

function tried<T>(work: () => T): T | SearchTooLong {
  try {
    return work();
  } catch (error) {
    if (SearchTooLong.is(error)) return error;
    throw error;
  }
}

function ended(position: SearchPosition | undefined): { readonly next?: SearchPosition } {
  return position === undefined ? {} : { next: position };
}

/** Each experiment gives at most one page: within one the index is in order, across several nothing is. */
function newestSql(search: TraceSearch, keys: readonly OrderKey[]): Sql {
  const { experimentIds, conditions, after, limit } = search;
  const conditionSql = (each: TraceCondition) => traceConditionSql(each, experimentIds);
  const wanted = allOf([
    sql`hidden = 0`,
    ...(after === undefined ? [] : behind(keys, after)),
    ...conditions.filter((each) => !readsSpans(each)).map(conditionSql),
  ]);
  const order = orderSql(keys);
  const fits = allOf(conditions.filter(readsSpans).map(conditionSql));
  return sql`WITH page AS MATERIALIZED (
      SELECT traces.*, ${namedSql(keys)}
      FROM json_each(${JSON.stringify([...new Set(experimentIds)])}) AS experiments CROSS JOIN traces
      ON traces.trace_key IN (SELECT trace_key FROM traces
        WHERE experiment_id = experiments.value AND ${wanted} ORDER BY ${order} LIMIT ${limit})
      ORDER BY ${order} LIMIT ${limit})
    SELECT ${literalSql(infoColumns)}, ${columnsSql(keys)}, (${fits}) AS fits FROM page AS traces
    ORDER BY ${orderSql(columnKeys(keys))}`;
}

/** Each key is made once for each trace, and compared and sorted as a column. */
function sortedSql(search: TraceSearch, keys: readonly OrderKey[]): Sql {
  const { experimentIds, conditions, after, limit } = search;
  const columns = columnKeys(keys);
  const wanted = allOf(conditions.map((each) => traceConditionSql(each, experimentIds)));
  const rest = allOf(after === undefined ? [] : behind(columns, after));
  return sql`WITH keyed AS MATERIALIZED (SELECT trace_key, ${namedSql(keys)} FROM traces
      WHERE hidden = 0 AND experiment_id IN (SELECT value FROM json_each(${JSON.stringify(experimentIds)}))
        AND ${wanted}),
    page AS MATERIALIZED (SELECT * FROM keyed WHERE ${rest} ORDER BY ${orderSql(columns)} LIMIT ${limit})
    SELECT ${literalSql(infoColumns)}, ${columnsSql(keys)}, 1 AS fits
    FROM page CROSS JOIN traces USING (trace_key) ORDER BY ${orderSql(columns)}`;
}

function readsSpans(condition: TraceCondition): boolean {
  return condition.kind === 'span' || ('test' in condition && condition.test.op === 'RLIKE');
}

function columnKeys(keys: readonly OrderKey[]): readonly OrderKey[] {
  return keys.map(({ isDescending }, index) => ({ value: literalSql(`key_${index}`), isDescending }));
}

function namedSql(keys: readonly OrderKey[]): Sql {
  return joinSql(
    keys.map(({ value }, index) => sql`${value} AS ${literalSql(`key_${index}`)}`),
    ', ',
  );
}

function columnsSql(keys: readonly OrderKey[]): Sql {
  return literalSql(keys.map((_, index) => `key_${index}`).join(', '));
}

function orderSql(keys: readonly OrderKey[]): Sql {
  return joinSql(
    keys.map(({ value, isDescending }) => sql`${value} ${literalSql(isDescending ? 'DESC' : 'ASC')}`),
    ', ',
  );
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

function rowsOf(database: Database, { text, params }: Sql): readonly Row[] {
  return database.allOnce<Row>(text, ...params);
}

function foundTrace(database: Database, row: Row, keys: readonly OrderKey[]): FoundTrace {
  return { info: infoOf(database, row), position: positionOf(row, keys) };
}

function positionOf(row: Row, keys: readonly OrderKey[]): SearchPosition {
  return keys.map((_, index) => row[`key_${index}`] as string | number | null);
}
