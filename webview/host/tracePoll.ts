import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';

export interface Seen {
  readonly changed: readonly TraceId[];
  readonly removed: readonly TraceId[];
}

/** What changed between two looks at the same traces. */
export function changesBetween(before: readonly TraceRow[], now: readonly TraceRow[]): Seen {
  const revisions = new Map(before.map(({ traceId, revision }) => [traceId, revision] as const));
  const present = new Set(now.map(({ traceId }) => traceId));
  return {
    changed: now
      .filter(({ traceId, revision }) => revisions.get(traceId) !== revision)
      .map(({ traceId }) => traceId),
    removed: [...revisions.keys()].filter((traceId) => !present.has(traceId)),
  };
}

/** MLflow writes `tr-` before the OTel id, or its own id of a request. */
export function isNamed(row: TraceRow, id: string): boolean {
  return row.requestId === id || row.traceId === id.replace(/^tr-/, '');
}

const busyMs = 400;
const calmMs = 3000;
/** How many looks in vain until it is no longer worth the haste: ten seconds for late spans … */
const lateLooks = 25;
/** … and a minute for a trace at all: a notebook of yesterday may name traces that will never come. */
const absentLooks = 150;

/** Milliseconds to the next look; `idleLooks` counts those since something changed. */
export function pauseAfter(ids: readonly string[], rows: readonly TraceRow[], idleLooks: number): number {
  if (rows.some(({ status }) => status === 'running')) return busyMs;
  const absent = ids.some((id) => !rows.some((row) => isNamed(row, id)));
  return idleLooks < (absent ? absentLooks : lateLooks) ? busyMs : calmMs;
}
