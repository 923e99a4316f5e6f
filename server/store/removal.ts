import type { TraceId } from '../../protocol/model/span.ts';
import type { Database } from './driver.ts';
import { linkedWith } from './groups/links.ts';
import { keptKeysSql, removeEmptyRuns } from './runs.ts';
import type { Changes, Removed } from './store.ts';

/**
 * Removing is in two steps, so that it is instant and can be taken back: a removed trace is hidden (1) until
 * `restore`; what is hidden when the process ends, or is found hidden by the next one, is doomed (2). A doomed
 * trace gives its ids free and is deleted piece by piece.
 */
const hidden = 1;
const doomed = 2;
const spansOfPiece = 2000;

/** Traces that are linked with removed ones count as changed: they may stand by themselves now. */
export function hide(database: Database, which: Removed): Changes {
  const removed = setHidden(database, hidden, ...visible(which));
  const leftNone = which === 'all' && database.get(`${keptKeysSql} LIMIT 1`) === undefined;
  return { changed: leftNone ? [] : linkedWith(database, removed), removed };
}

/** `all`: but those that are kept. */
function visible(which: Removed): readonly [where: string, ...params: string[]] {
  if (which === 'all') return [`hidden = 0 AND trace_key NOT IN (${keptKeysSql})`];
  if ('runId' in which) return ['hidden = 0 AND run_id = ?', which.runId];
  return ['hidden = 0 AND trace_id IN (SELECT value FROM json_each(?))', JSON.stringify(which)];
}

/** The traces that are back, and those that are linked with them. */
export function unhide(database: Database, runId?: string): { readonly back: readonly TraceId[] } & Changes {
  const all = `hidden = ${hidden}`;
  const back =
    runId === undefined
      ? setHidden(database, 0, all)
      : setHidden(database, 0, `${all} AND run_id = ?`, runId);
  return { back, changed: [...back, ...linkedWith(database, back)], removed: [] };
}

function setHidden(
  database: Database,
  value: number,
  where: string,
  ...params: readonly string[]
): readonly TraceId[] {
  const sql = `UPDATE traces SET hidden = ${value} WHERE ${where} RETURNING trace_id`;
  return database.all<{ trace_id: string }>(sql, ...params).map((row) => row.trace_id);
}

export function doomHidden(database: Database): void {
  doomWhere(database, `hidden = ${hidden}`);
  removeEmptyRuns(database);
}

/** These cannot be taken back. */
export function doom(database: Database, keys: readonly number[]): void {
  const list = JSON.stringify(keys);
  const which = 'trace_key IN (SELECT value FROM json_each(?))';
  const runs = `SELECT DISTINCT run_id FROM traces WHERE ${which} AND run_id IS NOT NULL`;
  const runIds = database.all<{ run_id: string }>(runs, list).map((row) => row.run_id);
  doomWhere(database, which, list);
  removeEmptyRuns(database, runIds);
}

function doomWhere(database: Database, where: string, ...params: readonly string[]): void {
  database.transaction(() => {
    const which = `trace_key IN (SELECT trace_key FROM traces WHERE ${where})`;
    database.run(`DELETE FROM request_ids WHERE ${which}`, ...params);
    const sql = `UPDATE traces SET hidden = ${doomed}, trace_id = 'doomed-' || trace_key WHERE ${where}`;
    database.run(sql, ...params);
  });
}

export interface PurgeOptions {
  readonly now: () => number;
  /** Spans that one transaction deletes. */
  readonly spansAtOnce?: number;
}

/** Deletes doomed traces for about `budgetMs`; what is left waits for the next call. True where nothing is left. */
export function purge(
  database: Database,
  budgetMs: number,
  { now, spansAtOnce = spansOfPiece }: PurgeOptions,
): boolean {
  const until = now() + budgetMs;
  while (now() <= until) {
    const sql = `SELECT trace_key FROM traces WHERE hidden = ${doomed} LIMIT 1`;
    const key = database.get<{ trace_key: number }>(sql)?.trace_key;
    if (key === undefined) return true;
    database.transaction(() => purgePiece(database, key, spansAtOnce));
  }
  return false;
}

/** The trace's own row goes last: its key must not be given again while spans have it. */
function purgePiece(database: Database, key: number, spansAtOnce: number): void {
  const deleted = database.run(
    'DELETE FROM spans WHERE span_key IN (SELECT span_key FROM spans WHERE trace_key = ? LIMIT ?)',
    key,
    spansAtOnce,
  );
  if (deleted === spansAtOnce) return;
  database.run('DELETE FROM assessments WHERE trace_key = ?', key);
  database.run('DELETE FROM traces WHERE trace_key = ?', key);
}
