import type { TraceId } from '../model/span.ts';

/**
 * "Something changed": ids only, never payloads, at most one a tick. `generation` names one life of the
 * server; `seq` counts up by one within it. A reader that sees another generation or a gap in `seq`
 * has missed something and reads everything anew (resync); otherwise it asks for the named traces only.
 */
export interface Delta {
  readonly generation: string;
  readonly seq: number;
  readonly changed: readonly TraceId[];
  readonly removed: readonly TraceId[];
  /** Traces in the store after this change. */
  readonly traceCount: number;
}

/** True when `next` directly follows `last`; `last` undefined means "nothing seen yet". */
export function follows(last: Pick<Delta, 'generation' | 'seq'> | undefined, next: Delta): boolean {
  return last !== undefined && last.generation === next.generation && next.seq === last.seq + 1;
}
