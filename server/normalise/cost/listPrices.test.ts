import { expect, it } from 'vitest';
import { priceListDate } from '../../../protocol/model/priceListDate.ts';
import { type ListPrice, listPrices } from './listPrices.ts';

const all: readonly (readonly [string, ListPrice])[] = Object.values(listPrices).flatMap((prices) =>
  Object.entries(prices),
);
const isEmbedding = (name: string): boolean => /embed/.test(name);

it('lists each name once, in lower case, as of a month', () => {
  const names = all.map(([name]) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => name !== name.toLowerCase() || /[/:@ ]/.test(name))).toEqual([]);
  expect(priceListDate).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
});

it.each(all)(
  '%s has prices that can be: per million tokens, not per thousand or per token',
  (name, price) => {
    const { input, output, cachedInput = input, cacheWrite = input, upTo = 200_000 } = price;
    expect(input).toBeGreaterThanOrEqual(0.01);
    expect(input).toBeLessThanOrEqual(200);
    if (isEmbedding(name)) expect(output).toBe(0);
    else expect(output / input).toBeGreaterThanOrEqual(1);
    expect(output / input).toBeLessThanOrEqual(10);
    expect(cachedInput).toBeGreaterThan(0);
    expect(cachedInput).toBeLessThanOrEqual(input);
    expect(cacheWrite / input).toBeGreaterThanOrEqual(1);
    expect(cacheWrite / input).toBeLessThanOrEqual(1.5);
    expect(upTo).toBeGreaterThanOrEqual(100_000);
  },
);
