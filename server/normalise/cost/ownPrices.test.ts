import { expect, it } from 'vitest';
import { ownPriceOf, readOwnPrices } from './ownPrices.ts';

const price = { input: 1, output: 2 };

it.each([
  ['gpt-4o', 'GPT-4o', true],
  ['gpt-4o', 'gpt-4o-mini', false],
  ['my-*', 'my-deployment', true],
  ['my-*', 'not-my-one', false],
  ['ft:gpt-4o*:mine:*', 'ft:gpt-4o-2024-08-06:mine:a1', true],
  ['*-a*a', 'x-a', false],
  ['a*a', 'a', false],
  ['*', 'anything', true],
  ['a.c', 'abc', false],
])('the pattern %s and %s: %s', (pattern, model, expected) => {
  const { prices, problems } = readOwnPrices({ [pattern]: price });
  expect(problems).toEqual([]);
  expect(ownPriceOf(prices, model) !== undefined).toBe(expected);
});

it('takes an exact name before a pattern, a longer pattern before a shorter one', () => {
  const own = { '*': { ...price, input: 3 }, 'my-gpt*': { ...price, input: 4 }, 'my-gpt': price };
  const { prices } = readOwnPrices(own);
  const inputs = ['my-gpt', 'my-gpt-2', 'other'].map((model) => ownPriceOf(prices, model)?.input);
  expect(inputs).toEqual([1, 4, 3]);
});

it('leaves out what it cannot read, says it, and keeps the rest', () => {
  const { prices, problems } = readOwnPrices({
    good: { ...price, cachedInput: 0.5, cacheWrite: 0 },
    free: { input: 0, output: 0 },
    number: 3,
    half: { input: 1 },
    text: { input: '1', output: 2 },
    negative: { ...price, cachedInput: -1 },
    list: [1, 2],
  });
  expect(prices.map(({ pattern }) => pattern).sort()).toEqual(['free', 'good']);
  expect(problems.map((problem) => /"(\w+)"/.exec(problem)?.[1])).toEqual([
    'number',
    'half',
    'text',
    'negative',
    'list',
  ]);
  expect(ownPriceOf(prices, 'good')).toMatchObject({ ...price, cachedInput: 0.5, cacheWrite: 0 });
});

it.each([undefined, null, {}])('has none where there is no setting: %s', (setting) => {
  expect(readOwnPrices(setting)).toEqual({ prices: [], problems: [] });
});

it.each(['x', 1, []])('says that it is no object: %j', (setting) => {
  expect(readOwnPrices(setting).problems).toHaveLength(1);
});
