import { expect, it } from 'vitest';
import type { Cost } from '../../protocol/model/usage.ts';
import { type PricedSpan, sumUsage } from './sumUsage.ts';

const call = (spanId: string, parentId: string | undefined, input: number, kind = 'LLM'): PricedSpan => ({
  spanId,
  ...(parentId === undefined ? {} : { parentId }),
  kind,
  usage: { input, output: 1, total: input + 1 },
});
const step = (spanId: string, parentId?: string): PricedSpan => ({
  spanId,
  ...(parentId === undefined ? {} : { parentId }),
  kind: 'CHAIN',
});

it.each<[string, PricedSpan[], number | undefined]>([
  ['nothing priced', [step('a')], undefined],
  ['calls side by side', [step('a'), call('b', 'a', 10), call('c', 'a', 20)], 30],
  ['one call reported twice', [call('outer', undefined, 10), call('inner', 'outer', 10)], 10],
  ['a step between', [call('outer', undefined, 10), step('s', 'outer'), call('inner', 's', 10)], 10],
  [
    'an agent that sums its turns',
    [call('agent', undefined, 30, 'AGENT'), call('b', 'agent', 10), call('c', 'agent', 20)],
    30,
  ],
  ['an embedding inside a call', [call('chat', undefined, 10), call('embed', 'chat', 5, 'EMBEDDING')], 15],
  ['a parent that is missing', [call('inner', 'gone', 10)], 10],
  ['parents in a ring', [call('a', 'b', 10), step('b', 'c'), step('c', 'b')], 10],
])('%s', (_, spans, input) => {
  expect(sumUsage(spans).usage?.input).toBe(input);
  expect(sumUsage(spans.toReversed()).usage?.input).toBe(input);
});

it('adds the optional counts where some have them, and costs', () => {
  const usage = { input: 1, output: 1, total: 2 };
  const spans: PricedSpan[] = [
    {
      spanId: 'a',
      kind: 'LLM',
      usage: { ...usage, cachedInput: 4 },
      cost: { usd: 0.5, basis: 'reported', unknown: 0 },
    },
    { spanId: 'b', kind: 'LLM', usage, cost: { usd: 0.25, basis: 'computed', unknown: 1 } },
  ];
  expect(sumUsage(spans)).toEqual({
    usage: { input: 2, output: 2, total: 4, cachedInput: 4 },
    cost: { usd: 0.75, basis: 'computed', unknown: 1 },
  });
});

const reported = (usd: number): Cost => ({ usd, basis: 'reported', unknown: 0 });
const computed = (usd: number): Cost => ({ usd, basis: 'computed', unknown: 0 });
const unknown: Cost = { usd: 0, basis: 'computed', unknown: 1 };
const priced = (spanId: string, parentId: string | undefined, cost: Cost, kind = 'LLM'): PricedSpan => ({
  ...call(spanId, parentId, 10, kind),
  cost,
});

it.each<[string, PricedSpan[], Cost | undefined]>([
  ['no cost', [call('a', undefined, 10)], undefined],
  ['reported ones', [priced('a', undefined, reported(1)), priced('b', undefined, reported(2))], reported(3)],
  [
    'one of them computed',
    [priced('a', undefined, reported(1)), priced('b', undefined, computed(2))],
    computed(3),
  ],
  [
    'unknown alone',
    [priced('a', undefined, unknown), priced('b', undefined, unknown)],
    { ...unknown, unknown: 2 },
  ],
  [
    'unknown beside reported',
    [priced('a', undefined, unknown), priced('b', undefined, reported(1))],
    { usd: 1, basis: 'reported', unknown: 1 },
  ],
  [
    'unknown beside computed',
    [priced('a', undefined, unknown), priced('b', undefined, computed(1))],
    { usd: 1, basis: 'computed', unknown: 1 },
  ],
  [
    'unknown beside what costs nothing and what is reported',
    [
      priced('a', undefined, unknown),
      priced('b', undefined, computed(0)),
      priced('c', undefined, reported(1)),
    ],
    { usd: 1, basis: 'computed', unknown: 1 },
  ],
  [
    'one call by two spans',
    [priced('a', undefined, computed(1)), priced('b', 'a', computed(1))],
    computed(1),
  ],
  [
    'an agent of unknown price around known calls',
    [priced('a', undefined, unknown, 'AGENT'), priced('b', 'a', computed(1)), priced('c', 'a', computed(2))],
    computed(3),
  ],
  [
    'reported around computed, with a step between',
    [
      priced('a', undefined, reported(5)),
      step('s', 'a'),
      priced('b', 's', computed(1)),
      priced('c', 's', unknown),
    ],
    reported(5),
  ],
  [
    'reported for one call of two',
    [priced('a', undefined, reported(5)), priced('b', 'a', reported(1)), priced('c', 'a', computed(2))],
    computed(3),
  ],
  [
    'an embedding inside a reported call',
    [priced('a', undefined, reported(5)), priced('e', 'a', computed(1), 'EMBEDDING')],
    computed(6),
  ],
  [
    'parents in a ring beside a reported call',
    [priced('r', undefined, reported(1)), priced('a', 'b', computed(2)), step('b', 'c'), step('c', 'b')],
    computed(3),
  ],
])('costs: %s', (_, spans, cost) => {
  expect(sumUsage(spans).cost).toEqual(cost);
  expect(sumUsage(spans.toReversed()).cost).toEqual(cost);
});
