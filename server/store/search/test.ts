import { assertNever } from '../../../protocol/base/assertNever.ts';
import { listSql, literalSql, type Sql, sql } from './sql.ts';

/** What a value is asked for. One that is not there passes no test but `IS NULL`, as in SQL. */
export type Test =
  | { readonly op: '=' | '!=' | '>' | '>=' | '<' | '<='; readonly value: string | number }
  | { readonly op: 'LIKE' | 'ILIKE' | 'RLIKE'; readonly value: string }
  | { readonly op: 'IN' | 'NOT IN'; readonly values: readonly (string | number)[] }
  | { readonly op: 'IS NULL' | 'IS NOT NULL' };

/** `value` is an SQL expression; the functions are those of `SearchFunctions`. */
export function testSql(value: Sql, test: Test): Sql {
  switch (test.op) {
    case '=':
    case '!=':
    case '>':
    case '>=':
    case '<':
    case '<=':
      return sql`${value} ${literalSql(test.op)} ${test.value}`;
    case 'LIKE':
      return sql`text_like(${value}, ${test.value})`;
    case 'ILIKE':
      return sql`text_ilike(${value}, ${test.value})`;
    case 'RLIKE':
      return sql`text_rlike(${value}, ${test.value})`;
    case 'IN':
      return sql`${value} IN ${listSql(test.values)}`;
    case 'NOT IN':
      return sql`${value} NOT IN ${listSql(test.values)}`;
    case 'IS NULL':
    case 'IS NOT NULL':
      return sql`${value} ${literalSql(test.op)}`;
    default:
      return assertNever(test);
  }
}
