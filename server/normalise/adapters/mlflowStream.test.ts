import { expect, it } from 'vitest';
import type { JsonObject } from '../../../protocol/base/json.ts';
import type { SpanEvent } from '../../../protocol/model/span.ts';
import { normaliseSpan } from '../normalise.ts';
import { rawSpan } from '../testing/rawSpan.ts';

const delta = (value: JsonObject, reason: string | null = null): JsonObject => ({
  model: 'gpt-dated',
  choices: [{ index: 0, delta: value, finish_reason: reason }],
});
const call = { index: 0, id: 'c', function: { name: 'f', arguments: '{"a":1}' } };
const toolStream = [delta({ role: 'assistant' }), delta({ tool_calls: [call] }), delta({}, 'tool_calls')];

const events = (chunks: readonly JsonObject[], name: string, key: string): readonly SpanEvent[] =>
  chunks.map((chunk, index) => ({
    name: `${name}${index}`,
    timeNs: `${index}`,
    attributes: { [key]: JSON.stringify(chunk) },
  }));

const request: JsonObject = {
  'mlflow.spanType': 'CHAT_MODEL',
  'mlflow.spanInputs': { model: 'gpt', messages: [{ role: 'user', content: 'q' }], stream: true },
};
const read = (attributes: JsonObject, chunks: readonly SpanEvent[] = []) =>
  normaliseSpan({ ...rawSpan({ ...request, ...attributes }), events: chunks }).facts;

const answered = {
  model: 'gpt-dated',
  finishReasons: ['tool_calls'],
  chat: {
    messages: [{ role: 'user' }, { role: 'assistant', toolCalls: [{ name: 'f', arguments: { a: 1 } }] }],
  },
};

it('a streamed tool call that the output lacks is in the chunks, wherever the version put them', () => {
  expect(read({ events: toolStream, 'mlflow.spanOutputs': '' })).toMatchObject(answered);
  const named220 = events(toolStream, 'chunk_', 'ChatCompletionChunk');
  expect(read({ 'mlflow.spanOutputs': '' }, named220)).toMatchObject(answered);
  const named = events(toolStream, 'mlflow.chunk.item.', 'mlflow.chunk.value');
  const outputs = {
    model: 'gpt-dated',
    choices: [{ finish_reason: 'tool_calls', message: { content: '' } }],
  };
  expect(read({ 'mlflow.spanOutputs': outputs }, named)).toMatchObject(answered);
});

it('Azure’s filter results stand in the chunks only', () => {
  const results = { hate: { filtered: false, severity: 'safe' } };
  const first = { choices: [], prompt_filter_results: [{ content_filter_results: results }] };
  const chunks = [first, delta({ content: 'hi' }), delta({}, 'stop')];
  const outputs = { choices: [{ finish_reason: 'stop', message: { role: 'assistant', content: 'hi' } }] };
  const facts = read(
    { 'mlflow.spanOutputs': outputs },
    events(chunks, 'mlflow.chunk.item.', 'mlflow.chunk.value'),
  );
  expect(facts.contentFilter).toEqual([
    { on: 'question', category: 'hate', filtered: false, severity: 'safe' },
  ]);
});

it('chunks of a function of the user’s own change nothing', () => {
  const own = events([{ piece: 'a' }], 'mlflow.chunk.item.', 'mlflow.chunk.value');
  expect(read({ 'mlflow.spanOutputs': 'ab' }, own).chat?.messages.at(-1)).toEqual({
    role: 'assistant',
    content: [{ type: 'text', text: 'ab' }],
  });
});
