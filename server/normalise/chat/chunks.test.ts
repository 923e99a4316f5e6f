import { expect, it } from 'vitest';
import type { JsonObject } from '../../../protocol/base/json.ts';
import { answerFromChunks } from './chunks.ts';

const chunk = (delta: JsonObject, more: JsonObject = {}): JsonObject => ({
  model: 'm',
  usage: null,
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});

it('joins text, reasoning, reason and usage of a stream', () => {
  const chunks = [
    chunk({ role: 'assistant', content: '' }),
    chunk({ reasoning_content: 'hm ' }),
    chunk({ content: 'a ' }),
    chunk({ content: 'b' }),
    chunk({}, { finish_reason: 'stop', content_filter_results: { hate: { filtered: false } } }),
    { model: 'm', choices: [], usage: { prompt_tokens: 1 } },
  ];
  expect(answerFromChunks(chunks)).toEqual({
    model: 'm',
    usage: { prompt_tokens: 1 },
    choices: [
      {
        finish_reason: 'stop',
        content_filter_results: { hate: { filtered: false } },
        message: { role: 'assistant', content: 'a b', reasoning_content: 'hm ' },
      },
    ],
  });
});

it('joins the arguments of tool calls that come side by side', () => {
  const call = (index: number, fn: JsonObject, id: string | null = null) =>
    chunk({ tool_calls: [{ index, id, function: fn }] });
  const chunks = [
    call(0, { name: 'f', arguments: '' }, 'c0'),
    call(1, { name: 'g', arguments: '{}' }, 'c1'),
    call(0, { name: null, arguments: '{"a":' }),
    call(0, { arguments: '1}' }),
  ];
  expect(answerFromChunks(chunks)?.choices).toMatchObject([
    {
      message: {
        tool_calls: [
          { id: 'c0', function: { name: 'f', arguments: '{"a":1}' } },
          { id: 'c1', function: { name: 'g', arguments: '{}' } },
        ],
      },
    },
  ]);
});

it('keeps the choices apart, in their order', () => {
  const of = (index: number, content: string) => ({ choices: [{ index, delta: { content } }] });
  expect(answerFromChunks([of(1, 'b'), of(0, 'a')])?.choices).toMatchObject([
    { message: { content: 'a' } },
    { message: { content: 'b' } },
  ]);
});

it('leaves chunks of another kind alone', () => {
  expect(answerFromChunks(['text', 'more'])).toBeUndefined();
  expect(answerFromChunks([])).toBeUndefined();
});
