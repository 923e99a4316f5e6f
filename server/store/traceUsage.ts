import type { Cost, Usage } from '../../protocol/model/usage.ts';
import type { Database } from './driver.ts';
import { jsonFromSql, jsonToSql, optional } from './sqlValues.ts';
import { sumUsage } from './sumUsage.ts';

/** From this size on a running trace's sum may be up to `restMs` old: it takes a walk over all its spans. */
const largeTrace = 2000;
const restMs = 2000;

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
  /** When a large running trace was last summed. */
  readonly #summedMs = new Map<number, number>();

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  of(row: UsageRow): { readonly usage?: Usage; readonly cost?: Cost } {
    if (row.usage_stale === 1 && !this.#isResting(row)) return this.#sum(row.trace_key);
    return {
      ...optional('usage', jsonFromSql<Usage>(row.usage)),
      ...optional('cost', jsonFromSql<Cost>(row.cost)),
    };
  }

  #isResting(row: UsageRow): boolean {
    if (row.status !== 'running' || row.span_count < largeTrace) {
      this.#summedMs.delete(row.trace_key);
      return false;
    }
    const last = this.#summedMs.get(row.trace_key);
    const now = this.#now();
    if (last !== undefined && now - last < restMs) return true;
    this.#summedMs.set(row.trace_key, now);
    return false;
  }

  #sum(traceKey: number): { readonly usage?: Usage; readonly cost?: Cost } {
    const rows = this.#database.all<{
      span_id: string;
      parent_id: string | null;
      kind: string;
      usage: string | null;
      cost: string | null;
    }>('SELECT span_id, parent_id, kind, usage, cost FROM spans WHERE trace_key = ?', traceKey);
    const sum = sumUsage(
      rows.map((row) => ({
        spanId: row.span_id,
        ...optional('parentId', row.parent_id),
        kind: row.kind,
        ...optional('usage', jsonFromSql<Usage>(row.usage)),
        ...optional('cost', jsonFromSql<Cost>(row.cost)),
      })),
    );
    this.#database.run(
      'UPDATE traces SET usage = ?, cost = ?, usage_stale = 0 WHERE trace_key = ?',
      jsonToSql(sum.usage),
      jsonToSql(sum.cost),
      traceKey,
    );
    return sum;
  }
}
