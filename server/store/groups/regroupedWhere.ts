import { mostExceptions, type Regroup } from '../../../protocol/messages/regroup.ts';
import type { Database } from '../driver.ts';
import { isMember, memberIds } from './links.ts';

/** The condition for rows of `traces` that are listed: not those that are shown inside another. */
export function regroupedWhere(
  database: Database,
  { all, except }: Regroup,
): { readonly where: string; readonly params: readonly [string] } {
  const excepted = except.slice(0, mostExceptions).flatMap((head) => memberIds(database, head));
  const isExcepted = 'traces.trace_id IN (SELECT value FROM json_each(?))';
  const where = all ? `(${isExcepted} OR NOT ${isMember})` : `NOT (${isExcepted} AND ${isMember})`;
  return { where, params: [JSON.stringify(excepted)] };
}
