import type { SpanId } from '../../protocol/model/span.ts';
import type { Cost, Usage } from '../../protocol/model/usage.ts';
import type { Database } from './driver.ts';
import { jsonFromSql, jsonToSql, optional } from './sqlValues.ts';
import { storageTrouble } from './storageTrouble.ts';
import { type PricedSpan, sumUsage } from './sumUsage.ts';

/**
 * A running trace of this size and more is summed seldom: after a rest of `restMs`, and of `restFactor` times
 * what the last sum took. Once it has ended, its sum is exact.
 */
const largeTrace = 2000;
const restMs = 2000;
const restFactor = 50;

export interface UsageRow {
  readonly trace_key: number;
  readonly status: string;
  readonly span_count: number;
  readonly usage: string | null;
  readonly cost: string | null;
  readonly usage_stale: number;
}

/** Sums a trace's usage when somebody asks, not when spans arrive. */
export class TraceUsage {
  readonly #database: Database;
  readonly #now: () => number;
  /** When a large running trace may be summed again. */
  readonly #restUntilMs = new Map<number, number>();

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  of(row: UsageRow): { readonly usage?: Usage; readonly cost?: Cost } {
    if (row.usage_stale === 1 && !this.#isResting(row)) return this.#sum(row);
    return {
      ...optional('usage', jsonFromSql<Usage>(row.usage)),
      ...optional('cost', jsonFromSql<Cost>(row.cost)),
    };
  }

  #isResting(row: UsageRow): boolean {
    return isLargeAndRunning(row) && this.#now() < (this.#restUntilMs.get(row.trace_key) ?? 0);
  }

  #sum(row: UsageRow): { readonly usage?: Usage; readonly cost?: Cost } {
    const startMs = this.#now();
    const sum = sumUsage(pricedWithAncestors(this.#database, row.trace_key));
    this.#keep(row.trace_key, sum);
    const endMs = this.#now();
    if (!isLargeAndRunning(row)) this.#restUntilMs.delete(row.trace_key);
    else this.#restUntilMs.set(row.trace_key, endMs + Math.max(restMs, restFactor * (endMs - startMs)));
    return sum;
  }

  /** Reading goes on where the disk is full: it is summed again next time. */
  #keep(traceKey: number, sum: { readonly usage?: Usage; readonly cost?: Cost }): void {
    const sql = 'UPDATE traces SET usage = ?, cost = ?, usage_stale = 0 WHERE trace_key = ?';
    try {
      this.#database.run(sql, jsonToSql(sum.usage), jsonToSql(sum.cost), traceKey);
    } catch (error) {
      if (storageTrouble(error) === undefined) throw error;
    }
  }
}

function isLargeAndRunning(row: UsageRow): boolean {
  return row.status === 'running' && row.span_count >= largeTrace;
}

/** Spans that report usage, and the spans above them and `others`: most of a large trace is neither. */
export function pricedWithAncestors(
  database: Database,
  traceKey: number,
  others: readonly SpanId[] = [],
): readonly PricedSpan[] {
  const priced = database.all<PricedRow>(
    `SELECT span_id, parent_id, kind, usage, cost FROM spans
     WHERE trace_key = ? AND (usage IS NOT NULL OR cost IS NOT NULL)`,
    traceKey,
  );
  // CROSS JOIN keeps the order of the two: SQLite would walk the whole trace instead.
  const above = database.all<Pick<PricedRow, 'span_id' | 'parent_id'>>(
    `WITH RECURSIVE above (span_id, parent_id) AS (
       SELECT NULL, parent_id FROM spans
       WHERE trace_key = ?1 AND (usage IS NOT NULL OR cost IS NOT NULL) AND parent_id IS NOT NULL
       UNION SELECT NULL, value FROM json_each(?2)
       UNION
       SELECT spans.span_id, spans.parent_id
       FROM above CROSS JOIN spans ON spans.trace_key = ?1 AND spans.span_id = above.parent_id
     )
     SELECT span_id, parent_id FROM above WHERE span_id IS NOT NULL`,
    traceKey,
    JSON.stringify(others),
  );
  const ancestors = above.map((row) => ({ ...row, kind: '', usage: null, cost: null }));
  return [...ancestors, ...priced].map((row) => ({
    spanId: row.span_id,
    ...optional('parentId', row.parent_id),
    kind: row.kind,
    ...optional('usage', jsonFromSql<Usage>(row.usage)),
    ...optional('cost', jsonFromSql<Cost>(row.cost)),
  }));
}

interface PricedRow {
  readonly span_id: string;
  readonly parent_id: string | null;
  readonly kind: string;
  readonly usage: string | null;
  readonly cost: string | null;
}
