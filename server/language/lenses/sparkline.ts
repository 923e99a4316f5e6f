import { formatDuration } from '../../../protocol/base/format.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { durationMs } from './lensText.ts';

const bars = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const failed = '×';
const running = '…';
const mostCalls = 20;
const leastCalls = 3;

/**
 * The durations of the last calls as bars, the newest on the right, with the same in words:
 * `` `▂▃×█` 12 ms to 1.20 s · 1 failed (×) ``. `undefined` for so few that a list says it better.
 */
export function sparkline(newestFirst: readonly RecentCall[]): string | undefined {
  const calls = newestFirst.slice(0, mostCalls).toReversed();
  const durations = calls.flatMap((call) => (hasFailed(call) ? [] : (durationMs(call) ?? [])));
  if (calls.length < leastCalls || durations.length === 0) return undefined;
  const [least, most] = [Math.min(...durations), Math.max(...durations)];
  const failures = calls.filter(hasFailed).length;
  const range =
    formatDuration(least) === formatDuration(most)
      ? formatDuration(most)
      : `${formatDuration(least)} to ${formatDuration(most)}`;
  return [
    `Last ${calls.length} calls \`${calls.map((call) => sign(call, most)).join('')}\` ${range}`,
    failures > 0 && `${failures} failed (${failed})`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function sign(call: RecentCall, most: number): string {
  if (hasFailed(call)) return failed;
  const duration = durationMs(call);
  if (duration === undefined) return running;
  // By the root, so that one slow call does not make the others all alike.
  const share = most === 0 ? 0 : Math.sqrt(duration / most);
  return bars[Math.min(bars.length - 1, Math.floor(share * bars.length))] ?? bars[0];
}

function hasFailed({ status }: RecentCall): boolean {
  return status === 'error' || status === 'aborted';
}
