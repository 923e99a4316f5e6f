import { expect, it } from 'vitest';
import type { RecentCall } from '../../store/recentCalls.ts';
import { lensText } from './lensText.ts';

const startMs = 1_790_000_000_000;

function call(ms: number, over: Partial<RecentCall> = {}): RecentCall {
  const startNs = BigInt(startMs) * 1_000_000n;
  const endNs = startNs + BigInt(ms) * 1_000_000n;
  return {
    traceId: 't',
    spanId: 's',
    revision: 1,
    name: 'plan',
    kind: 'TOOL',
    status: 'ok',
    startNs,
    endNs,
    bytes: 1,
    ...over,
  };
}

function open(status: 'running' | 'aborted'): RecentCall {
  const { endNs: _, ...rest } = call(0, { status });
  return rest;
}

const usage = { input: 1000, output: 600, total: 1600 };
const cost = { usd: 0.0021, basis: 'computed', unknown: 0 } as const;

it.each<[string, readonly RecentCall[]]>([
  ['1 run · 840 ms', [call(840)]],
  ['3 runs · p50 20 ms', [call(900), call(20), call(10)]],
  ['2 runs · p50 5 ms · 1 error', [call(5), call(7, { status: 'error' })]],
  ['3 runs · p50 5 ms · 2 errors', [call(5), call(5, { status: 'error' }), call(7, { status: 'error' })]],
  ['running 1.20 s', [open('running')]],
  ['2 running · 1 run · 5 ms', [open('running'), open('running'), call(5)]],
  ['1 run · 1 aborted', [open('aborted')]],
  ['2 runs · p50 1 ms · 3.2k tok · $0.0042', [call(1, { usage, cost }), call(1, { usage, cost })]],
  ['1 run · 1 ms · ≥ $0.0021', [call(1, { cost: { ...cost, unknown: 1 } })]],
  ['1 run · 1 ms', [call(1, { cost: { ...cost, usd: 0, unknown: 1 } })]],
])('says %s', (text, calls) => expect(lensText(calls, startMs + 1200)).toBe(text));

it('says no time of a program whose clock is ahead', () => {
  expect(lensText([open('running')], startMs - 5000)).toBe('running');
});
