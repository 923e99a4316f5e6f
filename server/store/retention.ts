import type { HistoryLimits } from '../../protocol/messages/language.ts';
import type { Database } from './driver.ts';
import { linkedWith } from './groups/links.ts';
import { doom, purge } from './removal.ts';
import { keptKeysSql } from './runs.ts';
import type { Changes, Tidied } from './store.ts';

export const defaultHistory: HistoryLimits = { traces: 50_000, days: 90, megabytes: 2048 };

/** One step of tidying up: everything else waits for it. */
const sliceMs = 8;
const mostAtOnce = 50;
const spansAtOnce = 50;
const pagesAtOnce = 100;
/** So many free pages are left for what comes next. */
const sparePages = 1000;
const dayMs = 24 * 60 * 60_000;

export interface TidyContext {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly traceCount: number;
}

const nothing: Changes = { changed: [], removed: [] };

/**
 * One step towards the limits, of some milliseconds: those that came first go first, never one that runs or is pinned, by itself or
 * with its run. What was deleted before is taken out of the file piece by piece, and the file made shorter.
 */
export function tidy(database: Database, limits: HistoryLimits, { now, traceCount }: TidyContext): Tidied {
  if (!purge(database, sliceMs, { now, spansAtOnce })) return { ...nothing, more: true };
  const gone = tooMany(database, limits, { nowMs: now(), traceCount });
  if (gone.length === 0) return { ...nothing, more: shorten(database) };
  const removed = gone.map(({ trace_id: id }) => id);
  const changed = linkedWith(database, removed);
  doom(
    database,
    gone.map(({ trace_key: key }) => key),
  );
  return { changed, removed, more: true };
}

interface Oldest {
  readonly trace_key: number;
  readonly trace_id: string;
  readonly old: number;
}

/**
 * By the time when they came and last changed: what is sent today may have begun years ago. The newest row stays where it is: its key would be given
 * again while it is known here and there.
 */
function tooMany(
  database: Database,
  limits: HistoryLimits,
  { nowMs, traceCount }: { readonly nowMs: number; readonly traceCount: number },
): readonly Oldest[] {
  const count = countAbove(database, limits, traceCount);
  const tooOld = limits.days > 0 ? nowMs - limits.days * dayMs : 0;
  const sql = `SELECT trace_key, trace_id, updated_ms < ? AS old FROM traces
    WHERE hidden = 0 AND status <> 'running' AND trace_key NOT IN (${keptKeysSql})
      AND trace_key < (SELECT max(trace_key) FROM traces)
    ORDER BY trace_key LIMIT ?`;
  const oldest = database.all<Oldest>(sql, tooOld, mostAtOnce);
  return oldest.filter(({ old }, index) => old === 1 || index < count);
}

/** How many of the oldest are too many, by number or by size. */
function countAbove(database: Database, { traces, megabytes }: HistoryLimits, traceCount: number): number {
  const beyond = traces > 0 ? traceCount - traces : 0;
  if (megabytes <= 0 || traceCount === 0) return beyond;
  const used = usedBytes(database);
  const tooMuch = used - megabytes * 1024 * 1024;
  return Math.max(beyond, Math.ceil(tooMuch / (used / traceCount)));
}

/** Without the pages that wait to be used again. */
function usedBytes(database: Database): number {
  return (
    (pragma(database, 'page_count') - pragma(database, 'freelist_count')) * pragma(database, 'page_size')
  );
}

/** Gives free pages back to the disk; they leave the file with the next checkpoint. */
function shorten(database: Database): boolean {
  const isPossible = pragma(database, 'auto_vacuum') === 2;
  const free = pragma(database, 'freelist_count');
  if (!isPossible || free <= sparePages) return false;
  database.exec(`PRAGMA incremental_vacuum(${Math.min(pagesAtOnce, free - sparePages)})`);
  return true;
}

function pragma(
  database: Database,
  name: 'auto_vacuum' | 'freelist_count' | 'page_count' | 'page_size',
): number {
  const row = database.get<Record<string, number>>(`PRAGMA ${name}`);
  return row?.[name] ?? 0;
}
