import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';

export interface Held {
  readonly shown: readonly TraceRow[];
  readonly heldBack: number;
}

/**
 * While a user has scrolled down, rows that came in above the first one seen wait behind "3 new", so that nothing
 * moves under the pointer. `since` is the newest row at the moment the list left its top; undefined: all are shown.
 */
export function holdBack(rows: readonly TraceRow[], since: TraceId | undefined): Held {
  const heldBack =
    since === undefined
      ? 0
      : Math.max(
          0,
          rows.findIndex((row) => row.traceId === since),
        );
  return { shown: heldBack === 0 ? rows : rows.slice(heldBack), heldBack };
}
