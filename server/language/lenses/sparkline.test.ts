import { expect, it } from 'vitest';
import type { RecentCall } from '../../store/recentCalls.ts';
import { sparkline } from './sparkline.ts';

function call(ms: number, status: RecentCall['status'] = 'ok'): RecentCall {
  const endNs = BigInt(ms) * 1_000_000n;
  return {
    traceId: 't',
    spanId: 's',
    revision: 1,
    kind: 'TOOL',
    bytes: 1,
    name: 'plan',
    status,
    startNs: 0n,
    endNs,
  };
}

/** The newest last, as it reads. */
function line(...calls: readonly RecentCall[]): string | undefined {
  return sparkline(calls.toReversed());
}

it('draws the last calls, the newest on the right, and says the same in words', () => {
  expect(line(call(10), call(500), call(1000))).toBe('Last 3 calls `▁▆█` 10 ms to 1.00 s');
});

it('marks what failed by a sign of its own, and counts it', () => {
  expect(line(call(8), call(9000, 'error'), call(8), call(8, 'aborted'))).toBe(
    'Last 4 calls `█×█×` 8 ms · 2 failed (×)',
  );
});

it('shows what runs as still open', () => {
  const { endNs: _, ...running } = call(0, 'running');
  expect(line(call(5), call(10), running)).toBe('Last 3 calls `▆█…` 5 ms to 10 ms');
});

it('takes the newest twenty', () => {
  const told = line(call(9999), ...Array.from({ length: 20 }, () => call(4)));
  expect(told).toBe(`Last 20 calls \`${'█'.repeat(20)}\` 4 ms`);
});

it('says nothing of two calls, nor where none ended well', () => {
  expect(line(call(1), call(2))).toBeUndefined();
  expect(line(call(1, 'error'), call(2, 'error'), call(3, 'error'))).toBeUndefined();
  expect(line(call(0), call(0), call(0))).toBe('Last 3 calls `▁▁▁` 0 ms');
});
