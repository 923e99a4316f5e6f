import { expect, it } from 'vitest';
import { listPriceOf } from './matchModel.ts';

/** `[input, output]` in US dollars per million tokens. */
const priceOf = (model: string, provider?: string): readonly number[] | undefined => {
  const price = listPriceOf(model, provider);
  return price && [price.input, price.output].map((value) => Number(value.toFixed(6)));
};

it.each<[string, string | undefined, readonly number[]]>([
  ['gpt-4o', undefined, [2.5, 10]],
  ['GPT-4o ', 'OpenAI', [2.5, 10]],
  ['gpt-4o-2024-08-06', 'openai', [2.5, 10]],
  ['gpt-4o-2024-05-13', 'openai', [5, 15]],
  ['gpt-4o-mini', undefined, [0.15, 0.6]],
  ['gpt-4o-mini-2024-07-18', 'azure.ai.openai', [0.15, 0.6]],
  ['gpt-3.5-turbo-1106', undefined, [1, 2]],
  ['openai/gpt-4.1', undefined, [2, 8]],
  ['openai:/gpt-4.1', undefined, [2, 8]],
  ['openai:gpt-4.1-nano', undefined, [0.1, 0.4]],
  ['azure/gpt-4.1-mini', 'azure', [0.4, 1.6]],
  ['text-embedding-3-small', 'openai', [0.02, 0]],
  ['claude-sonnet-4-5-20250929', 'anthropic', [3, 15]],
  ['claude-3-5-sonnet-latest', undefined, [3, 15]],
  ['anthropic/claude-opus-4-1', undefined, [15, 75]],
  ['claude-sonnet-4-5@20250929', 'google_vertexai', [3, 15]],
  ['vertex_ai/claude-opus-4-8@default', undefined, [5, 25]],
  ['anthropic.claude-sonnet-4-5-20250929-v1:0', 'amazon_bedrock', [3, 15]],
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'aws.bedrock', [3, 15]],
  ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'amazon_bedrock', [3.3, 16.5]],
  ['bedrock/eu.anthropic.claude-3-5-sonnet-20241022-v2:0', undefined, [3, 15]],
  ['us.amazon.nova-lite-v1:0', undefined, [0.06, 0.24]],
  ['eu.amazon.nova-2-lite-v1:0', undefined, [0.33, 2.75]],
  ['us.meta.llama3-3-70b-instruct-v1:0', undefined, [0.72, 0.72]],
  ['models/gemini-2.5-flash', 'google_genai', [0.3, 2.5]],
  ['gemini/gemini-2.0-flash-001', undefined, [0.1, 0.4]],
  ['mistral-large-latest', 'mistralai', [0.5, 1.5]],
  ['mistral-large-2411', undefined, [2, 6]],
  ['deepseek/deepseek-chat', undefined, [0.28, 0.42]],
  ['deepseek-v4-flash', 'deepseek', [0.3, 1.2]],
  ['xai/grok-4-latest', undefined, [3, 15]],
  ['groq/llama-3.3-70b-versatile', undefined, [0.59, 0.79]],
  ['llama3.2:1b', 'ollama', [0, 0]],
  ['ollama_chat/gpt-4o', undefined, [0, 0]],
])('%s of %s is known', (model, provider, price) => {
  expect(priceOf(model, provider)).toEqual(price);
});

it.each<[string, string | undefined]>([
  ['', undefined],
  ['gpt', undefined],
  ['gpt-4o-audio-preview', 'openai'],
  ['gpt-4o-mini-tts', 'openai'],
  ['gpt-4o-x', undefined],
  ['my-gpt-4o', undefined],
  ['gpt-4-32k', undefined],
  ['ft:gpt-4o-mini-2024-07-18:mine::a1', 'openai'],
  ['azure/eu/gpt-4o', undefined],
  ['openrouter/openai/gpt-4o', undefined],
  ['gpt-4o', 'databricks'],
  ['anthropic/claude-sonnet-4-5', 'openai'],
  ['mistral-large-2407', 'mistral'],
  ['deepseek-v4-flash', undefined],
  ['deepseek-v4-flash', 'azure'],
  ['claude-sonnet', 'anthropic'],
  ['claude-v2:1', 'anthropic'],
  ['anthropic.claude-v2:1', 'bedrock'],
  ['us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', 'bedrock'],
  ['eu.amazon.nova-lite-v1:0', 'bedrock'],
  ['anthropic.claude-3-haiku-20240307-v1:0', 'openai'],
  ['llama3.2', undefined],
  ['gpt-oss:120b-cloud', 'ollama'],
  ['constructor', undefined],
  ['openai/', undefined],
])('%s of %s is not', (model, provider) => {
  expect(priceOf(model, provider)).toBeUndefined();
});
