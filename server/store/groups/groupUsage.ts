import type { SpanId, TraceId } from '../../../protocol/model/span.ts';
import type { Cost, Usage } from '../../../protocol/model/usage.ts';
import type { Database } from '../driver.ts';
import { addUsage, type PricedSpan, sumCosts, sumUsage } from '../sumUsage.ts';
import { pricedWithAncestors } from '../traceUsage.ts';
import type { Member } from './members.ts';

interface Used {
  readonly usage?: Usage;
  readonly cost?: Cost;
}

interface Kept {
  readonly sum: Used;
  readonly stamp: string;
  readonly freshUntilMs: number;
}

/** A sum over all spans is not made again before so many times what it took have gone, while the group runs. */
const restFactor = 50;
const mostKept = 100;

/**
 * What a group used, no call counted twice. Where nothing around the threads' starts reports tokens or cost, that is
 * the sum over its traces; else (an agent that tells what its threads used) all are looked at as the one trace that
 * they would have been.
 */
export class GroupUsage {
  readonly #database: Database;
  readonly #now: () => number;
  readonly #kept = new Map<number, Kept>();

  constructor(database: Database, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** The head is the first of `traces`. */
  of(traces: readonly Member[], running: boolean): Used {
    const keys = new Map(traces.map(({ traceId, key }) => [traceId, key]));
    return this.#isToldAround(traces, keys) ? this.#asOne(traces, keys, running) : sumOf(traces);
  }

  #isToldAround(traces: readonly Member[], keys: ReadonlyMap<TraceId, number>): boolean {
    const asked = new Map<string, boolean>();
    return traces.some(({ spawnedFrom }) => {
      const key = spawnedFrom && keys.get(spawnedFrom.traceId);
      if (key === undefined || spawnedFrom === undefined) return false;
      const name = `${key} ${spawnedFrom.spanId}`;
      const told = asked.get(name) ?? isPricedAround(this.#database, key, spawnedFrom.spanId);
      asked.set(name, told);
      return told;
    });
  }

  #asOne(traces: readonly Member[], keys: ReadonlyMap<TraceId, number>, running: boolean): Used {
    const head = traces[0]?.key ?? 0;
    const stamp = `${traces.length} ${traces.reduce((sum, { revision }) => sum + revision, 0)}`;
    const kept = this.#kept.get(head);
    const now = this.#now();
    if (kept !== undefined && (kept.stamp === stamp || (running && now < kept.freshUntilMs))) return kept.sum;
    const sum = sumUsage(traces.flatMap((trace) => this.#spansOf(trace, traces, keys)));
    const endMs = this.#now();
    this.#kept.delete(head);
    this.#kept.set(head, { sum, stamp, freshUntilMs: endMs + restFactor * (endMs - now) });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
    return sum;
  }

  /** Ids of spans are made of trace and span: two traces may use the same. */
  #spansOf(
    trace: Member,
    traces: readonly Member[],
    keys: ReadonlyMap<TraceId, number>,
  ): readonly PricedSpan[] {
    const { key, traceId, spawnedFrom } = trace;
    const starts = traces.flatMap((one) =>
      one.spawnedFrom?.traceId === traceId ? [one.spawnedFrom.spanId] : [],
    );
    const spawnerKey = spawnedFrom && keys.get(spawnedFrom.traceId);
    const above = spawnerKey === undefined ? undefined : `${spawnerKey} ${spawnedFrom?.spanId}`;
    return pricedWithAncestors(this.#database, key, [...new Set(starts)]).map((span) => {
      const parentId = span.parentId === undefined ? above : `${key} ${span.parentId}`;
      return { ...span, spanId: `${key} ${span.spanId}`, ...(parentId !== undefined && { parentId }) };
    });
  }
}

function sumOf(traces: readonly Member[]): Used {
  const usage = traces.reduce<Usage | undefined>((sum, one) => addUsage(sum, one.usage), undefined);
  const cost = sumCosts(traces.flatMap((one) => one.cost ?? []));
  return { ...(usage && { usage }), ...(cost && { cost }) };
}

/** The span or one around it, in its trace, reports tokens or cost. */
function isPricedAround(database: Database, traceKey: number, spanId: SpanId): boolean {
  const sql = `WITH RECURSIVE around (span_id) AS (
      SELECT ?2
      UNION
      SELECT spans.parent_id FROM around CROSS JOIN spans
        ON spans.trace_key = ?1 AND spans.span_id = around.span_id WHERE spans.parent_id IS NOT NULL)
    SELECT 1 AS found FROM around CROSS JOIN spans ON spans.trace_key = ?1 AND spans.span_id = around.span_id
    WHERE spans.usage IS NOT NULL OR spans.cost IS NOT NULL LIMIT 1`;
  return database.get<{ found: number }>(sql, traceKey, spanId) !== undefined;
}
