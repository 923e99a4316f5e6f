import { expect, it } from 'vitest';
import type { JsonValue } from '../../protocol/base/json.ts';
import type { Usage } from '../../protocol/model/usage.ts';
import { moreDetailed, usageFrom, usageInResponse } from './usage.ts';

it.each<[string, JsonValue, Usage | undefined]>([
  [
    'OpenAI',
    {
      prompt_tokens: 120,
      completion_tokens: 45,
      total_tokens: 165,
      prompt_tokens_details: { cached_tokens: 64 },
      completion_tokens_details: { reasoning_tokens: 16 },
    },
    { input: 120, output: 45, total: 165, cachedInput: 64, reasoning: 16 },
  ],
  [
    'OpenAI Responses',
    {
      input_tokens: 5,
      output_tokens: 2,
      total_tokens: 7,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens_details: { reasoning_tokens: 0 },
    },
    { input: 5, output: 2, total: 7, cachedInput: 0, reasoning: 0 },
  ],
  [
    'LangChain',
    {
      input_tokens: 5,
      output_tokens: 3,
      total_tokens: 8,
      input_token_details: { cache_read: 1, cache_creation: 2 },
    },
    { input: 5, output: 3, total: 8, cachedInput: 1, cacheWrite: 2 },
  ],
  [
    'Gemini',
    { prompt_token_count: 4, candidates_token_count: 6, total_token_count: 10 },
    { input: 4, output: 6, total: 10 },
  ],
  ['embeddings', { prompt_tokens: 14, total_tokens: 14 }, { input: 14, output: 0, total: 14 }],
  ['a total alone', { total_tokens: 9 }, { input: 9, output: 0, total: 9 }],
  ['numbers as text', { input_tokens: '3', output_tokens: '4' }, { input: 3, output: 4, total: 7 }],
  ['nothing', { cached: 3 }, undefined],
  ['no object', 'x', undefined],
])('%s', (_, given, usage) => expect(usageFrom(given)).toEqual(usage));

it('Anthropic’s API counts cached input beside, the model holds it inside', () => {
  const usage = {
    input_tokens: 56,
    cache_creation_input_tokens: 32,
    cache_read_input_tokens: 64,
    output_tokens: 45,
  };
  expect(usageInResponse({ type: 'message', content: [], usage })).toEqual({
    input: 152,
    output: 45,
    total: 197,
    cachedInput: 64,
    cacheWrite: 32,
  });
});

it.each<[JsonValue, Usage | undefined]>([
  [{ usage: { prompt_tokens: 1, completion_tokens: 2 } }, { input: 1, output: 2, total: 3 }],
  [
    { prompt_eval_count: 26, eval_count: 298 },
    { input: 26, output: 298, total: 324 },
  ],
  [
    { llm_output: { token_usage: { prompt_tokens: 1, completion_tokens: 2 } } },
    { input: 1, output: 2, total: 3 },
  ],
  [
    { generations: [[{ message: { usage_metadata: { input_tokens: 5, output_tokens: 3 } } }]] },
    { input: 5, output: 3, total: 8 },
  ],
  [{ input_tokens: 3 }, undefined],
  [null, undefined],
])('in the response %j', (response, usage) => expect(usageInResponse(response)).toEqual(usage));

it.each<{ name: string; recorded: Usage; answered: Usage | undefined; usage: Usage }>([
  {
    name: 'the same counts with details',
    recorded: { input: 20, output: 10, total: 30 },
    answered: { input: 20, output: 10, total: 30, reasoning: 4 },
    usage: { input: 20, output: 10, total: 30, reasoning: 4 },
  },
  {
    name: 'Anthropic’s input without what came from the cache (SDK up to 3.8)',
    recorded: { input: 12, output: 10, total: 22 },
    answered: { input: 20, output: 10, total: 30, cachedInput: 8, cacheWrite: 0 },
    usage: { input: 20, output: 10, total: 30, cachedInput: 8, cacheWrite: 0 },
  },
  {
    name: 'counts of something else',
    recorded: { input: 1, output: 2, total: 3 },
    answered: { input: 20, output: 10, total: 30 },
    usage: { input: 1, output: 2, total: 3 },
  },
  {
    name: 'no other counts',
    recorded: { input: 1, output: 2, total: 3 },
    answered: undefined,
    usage: { input: 1, output: 2, total: 3 },
  },
])('what the SDK recorded beside $name', ({ recorded, answered, usage }) => {
  expect(moreDetailed(recorded, answered)).toEqual(usage);
});
