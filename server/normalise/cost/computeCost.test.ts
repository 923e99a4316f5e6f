import { expect, it } from 'vitest';
import type { Cost, Usage } from '../../../protocol/model/usage.ts';
import type { SpanFacts } from '../facts.ts';
import { normaliseSpan } from '../normalise.ts';
import { rawSpan } from '../testing/rawSpan.ts';
import { createPriceOf, withCost } from './computeCost.ts';
import { readOwnPrices } from './ownPrices.ts';

const listOnly = createPriceOf([]);

function costOf(facts: SpanFacts, priceOf = listOnly): Cost | undefined {
  const span = { raw: rawSpan({}), facts, convention: 'mlflow', issues: [] };
  const cost = withCost(span, priceOf).facts.cost;
  return cost && { ...cost, usd: Number(cost.usd.toFixed(9)) };
}

const usage = (input: number, output: number, details: Partial<Usage> = {}): Usage => ({
  input,
  output,
  total: input + output,
  ...details,
});
const known = (usd: number): Cost => ({ usd, basis: 'computed', unknown: 0 });
const unknown: Cost = { usd: 0, basis: 'computed', unknown: 1 };

it.each<[string, SpanFacts, Cost | undefined]>([
  ['input and output', { model: 'gpt-4o', usage: usage(1200, 300) }, known(0.006)],
  [
    'reasoning, in the output already',
    { model: 'o3-mini', usage: usage(1000, 1000, { reasoning: 900 }) },
    known(0.0055),
  ],
  [
    'cached input at its own price',
    { model: 'gpt-4o', usage: usage(1000, 0, { cachedInput: 800 }) },
    known(0.0015),
  ],
  [
    'the cache read and written',
    { model: 'claude-sonnet-4-5', usage: usage(10_000, 100, { cachedInput: 6000, cacheWrite: 3000 }) },
    known((1000 * 3 + 6000 * 0.3 + 3000 * 3.75 + 100 * 15) / 1e6),
  ],
  [
    'cached input of a model that has no price for it',
    { model: 'gpt-4', usage: usage(1000, 0, { cachedInput: 500 }) },
    known(0.03),
  ],
  [
    'more from the cache than there was',
    { model: 'gpt-4o', usage: usage(100, 0, { cachedInput: 200 }) },
    known(0.00025),
  ],
  ['an embedding', { model: 'text-embedding-3-small', usage: usage(1_000_000, 0) }, known(0.02)],
  ['a local model', { model: 'llama3.2', provider: 'ollama', usage: usage(10, 10) }, known(0)],
  ['an unknown model', { model: 'fake-1', usage: usage(10, 10) }, unknown],
  ['no model', { usage: usage(10, 10) }, unknown],
  ['as long as its price holds', { model: 'gemini-2.5-pro', usage: usage(200_000, 0) }, known(0.25)],
  ['longer than its price holds', { model: 'gemini-2.5-pro', usage: usage(200_001, 0) }, unknown],
  ['no tokens', { model: 'gpt-4o', usage: usage(0, 0) }, undefined],
  ['no usage', { model: 'gpt-4o' }, undefined],
  [
    'a cost as reported',
    { model: 'gpt-4o', usage: usage(1200, 300), cost: { usd: 1, basis: 'reported', unknown: 0 } },
    { usd: 1, basis: 'reported', unknown: 0 },
  ],
])('%s', (_, facts, cost) => {
  expect(costOf(facts)).toEqual(cost);
});

it("takes the user's own prices before the list", () => {
  const { prices } = readOwnPrices({ 'gpt-4o': { input: 1, output: 1 }, 'fake-*': { input: 2, output: 0 } });
  const priceOf = createPriceOf(prices);
  expect(costOf({ model: 'gpt-4o', usage: usage(1000, 1000) }, priceOf)).toEqual(known(0.002));
  expect(costOf({ model: 'fake-1', usage: usage(1000, 1000) }, priceOf)).toEqual(known(0.002));
  expect(costOf({ model: 'o1', usage: usage(1000, 0) }, priceOf)).toEqual(known(0.015));
});

it('keeps models and providers apart that it has seen before, however many', () => {
  const priceOf = createPriceOf([]);
  for (let n = 0; n < 3000; n += 1) expect(priceOf(`fake-${n}`, undefined)).toBeUndefined();
  for (let twice = 0; twice < 2; twice += 1) {
    expect(priceOf('gpt-4o', 'ollama')?.input).toBe(0);
    expect(priceOf('gpt-4o', 'databricks')).toBeUndefined();
    expect(priceOf('gpt-4o', undefined)?.input).toBe(2.5);
  }
});

it('prices what Anthropic counts beside its input as canonical usage has it: inside', () => {
  const response = {
    type: 'message',
    model: 'claude-haiku-4-5-20251001',
    role: 'assistant',
    content: [{ type: 'text', text: 'Hello' }],
    usage: {
      input_tokens: 10,
      output_tokens: 5,
      cache_read_input_tokens: 1000,
      cache_creation_input_tokens: 200,
    },
  };
  const raw = rawSpan({ 'mlflow.spanType': 'CHAT_MODEL', 'mlflow.spanOutputs': response });
  const { facts } = withCost(normaliseSpan(raw), listOnly);
  expect(facts.usage?.input).toBe(1210);
  expect(facts.cost?.usd).toBeCloseTo((10 * 1 + 1000 * 0.1 + 200 * 1.25 + 5 * 5) / 1e6, 12);
});
