import { expect, it } from 'vitest';
import type { SpanStatus } from '../../../protocol/model/span.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import { markOf } from './callMark.ts';

function mark(statuses: readonly SpanStatus[], stale = false): string | undefined {
  const calls = statuses.map((status) => ({ status }) as RecentCall);
  return markOf(calls, () => stale);
}

it('is what became of the newest call; one that runs comes first, then that its code is another one', () => {
  expect(mark([])).toBeUndefined();
  expect(mark(['ok', 'error'])).toBe('ok');
  expect(mark(['unset'])).toBe('ok');
  expect(mark(['error', 'ok'])).toBe('failed');
  expect(mark(['aborted'])).toBe('failed');
  expect(mark(['ok', 'running'])).toBe('running');
  expect(mark(['error', 'ok'], true)).toBe('stale');
  expect(mark(['running'], true)).toBe('running');
});
