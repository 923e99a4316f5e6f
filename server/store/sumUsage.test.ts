import { expect, it } from 'vitest';
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
