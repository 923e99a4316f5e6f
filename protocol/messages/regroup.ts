import type { SpawnedFrom, TraceId } from '../model/span.ts';
import type { SpanRow } from './rows.ts';

/** Which groups of split traces a view shows as one trace: all or none, and the heads of those for which the opposite holds. */
export interface Regroup {
  readonly all: boolean;
  readonly except: readonly TraceId[];
}

export const mostExceptions = 200;

export function isTogether({ all, except }: Regroup, head: TraceId): boolean {
  return all !== except.includes(head);
}

/** What changed in one of the traces that are shown inside another. */
export interface MemberRows {
  readonly traceId: TraceId;
  readonly spawnedFrom: SpawnedFrom;
  readonly rows: readonly SpanRow[];
  readonly revision: number;
}
