import type { CallMark, LineValue } from '../../../protocol/messages/values.ts';
import type { SpanStatus } from '../../../protocol/model/span.ts';
import type { RecentCall } from '../../store/recentCalls.ts';

/** Of a place with these calls, the newest first. What runs is told before all; old text before what came of it. */
export function markOf(
  calls: readonly RecentCall[],
  isStale: (newest: RecentCall) => boolean,
): CallMark | undefined {
  const [newest] = calls;
  if (newest === undefined) return undefined;
  if (calls.some(({ status }) => status === 'running')) return 'running';
  return isStale(newest) ? 'stale' : stateOf(newest.status);
}

export function stateOf(status: SpanStatus): LineValue['state'] {
  if (status === 'running') return 'running';
  return status === 'error' || status === 'aborted' ? 'failed' : 'ok';
}
