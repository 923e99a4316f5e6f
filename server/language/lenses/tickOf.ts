import type { RecentCall } from '../../store/recentCalls.ts';

/** How often the time of what runs is told; seldom of what has run for more than a minute. */
const runningMs = { first: 1_000, later: 10_000 } as const;
const firstMs = 60_000;

/** In how many milliseconds something else is to be told of these calls, if nothing happens. */
export function tickOf(calls: readonly RecentCall[], nowMs: number): number | undefined {
  const running = calls.filter(({ status }) => status === 'running');
  if (running.length === 0) return undefined;
  const isYoung = running.some(({ startNs }) => nowMs - Number(startNs / 1_000_000n) < firstMs);
  return isYoung ? runningMs.first : runningMs.later;
}
