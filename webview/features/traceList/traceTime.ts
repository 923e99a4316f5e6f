import { formatDuration } from '../../../protocol/base/format.ts';
import { millisBetween, millisFromNanos } from '../../../protocol/base/time.ts';
import type { TraceRow } from '../../../protocol/messages/rows.ts';

/** `6.8 s`; of a running trace up to now; `–` where its end is not known. */
export function traceDuration(row: TraceRow, nowMillis: number): string {
  if (row.endNs !== undefined) return formatDuration(millisBetween(row.startNs, row.endNs));
  if (row.status !== 'running') return '–';
  return formatDuration(Math.max(0, nowMillis - millisFromNanos(row.startNs)));
}

/** `14:02:31`, by the user's clock. */
export function timeOfDay(startNs: string): string {
  const date = new Date(millisFromNanos(startNs));
  return date.toLocaleTimeString(undefined, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
  });
}
