import { expect, it } from 'vitest';
import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { SpanEvent } from '../../../protocol/model/span.ts';
import { normaliseSpan } from '../normalise.ts';
import { rawSpan } from '../testing/rawSpan.ts';

const event = (name: string, attributes: JsonObject, index = 0): SpanEvent => ({
  name,
  timeNs: String(index),
  attributes,
});
const chunks = (...values: readonly JsonValue[]): readonly SpanEvent[] =>
  values.map((value, index) =>
    event(`mlflow.chunk.item.${index}`, { 'mlflow.chunk.value': JSON.stringify(value) }, index),
  );
const asked = { messages: [{ role: 'user', content: 'q' }] };

/** A span that has given out no output yet. */
function read(events: readonly SpanEvent[], kind = 'CHAT_MODEL', more: JsonObject = {}) {
  const attributes = { 'mlflow.spanType': kind, 'mlflow.spanInputs': asked, ...more };
  const { endNs: _, ...running } = { ...rawSpan(attributes), events };
  return normaliseSpan(running).facts;
}
const answerText = (facts: ReturnType<typeof read>): unknown => facts.chat?.messages.at(-1)?.content;

const delta = (content: string) => ({
  object: 'chat.completion.chunk',
  choices: [{ index: 0, delta: { content } }],
});

it('an OpenAI stream is the answer so far', () => {
  const facts = read(chunks({ choices: [] }, delta('Hel'), delta('lo')));
  expect(facts.outputs).toEqual({ choices: [{ message: { role: 'assistant', content: 'Hello' } }] });
  expect(answerText(facts)).toEqual([{ type: 'text', text: 'Hello' }]);
  expect(read(chunks({ choices: [] })).outputs).toBeUndefined();
});

it('a stream of completions is its text', () => {
  const chunk = (text: string) => ({ object: 'text_completion', choices: [{ text }] });
  expect(read(chunks(chunk('a'), chunk('b')), 'LLM').outputs).toBe('ab');
});

it('a stream of the Responses API is its items: texts and calls', () => {
  const call = { type: 'function_call', name: 'f', call_id: 'c', arguments: '' };
  const facts = read(
    chunks(
      { type: 'response.created', response: { id: 'r' } },
      { type: 'response.output_item.added', output_index: 0, item: { type: 'message', content: [] } },
      { type: 'response.output_text.delta', output_index: 0, delta: 'It ' },
      { type: 'response.output_text.delta', output_index: 0, delta: 'is' },
      { type: 'response.output_item.added', output_index: 1, item: call },
      { type: 'response.function_call_arguments.delta', output_index: 1, delta: '{"a":1}' },
    ),
  );
  expect(facts.chat?.messages.at(-1)).toMatchObject({
    role: 'assistant',
    content: [{ type: 'text', text: 'It is' }],
    toolCalls: [{ name: 'f', arguments: { a: 1 } }],
  });
});

it.each<[string, readonly SpanEvent[]]>([
  ['LangChain', ['a', '', 'b'].map((token, index) => event('new_token', { token }, index))],
  [
    'Anthropic through a generator',
    chunks(
      { type: 'message_start' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'b' } },
    ),
  ],
  [
    'Bedrock’s Converse',
    ['a', 'b'].map((text, index) =>
      event('contentBlockDelta', { json: JSON.stringify({ contentBlockIndex: 0, delta: { text } }) }, index),
    ),
  ],
])('the tokens of %s are joined', (_, events) => {
  expect(answerText(read(events))).toEqual([{ type: 'text', text: 'ab' }]);
});

it('what a generator of the user’s own has yielded is its output, one by one', () => {
  expect(read(chunks('a', 'b'), 'UNKNOWN').outputs).toEqual(['a', 'b']);
  expect(read(chunks({ row: 1 }), 'TOOL').outputs).toEqual([{ row: 1 }]);
});

it('a recorded output stays, also an empty one of a span that has ended', () => {
  expect(read(chunks('a'), 'UNKNOWN', { 'mlflow.spanOutputs': 'whole' }).outputs).toBe('whole');
  const ended = rawSpan({ 'mlflow.spanType': 'UNKNOWN', 'mlflow.spanOutputs': null });
  expect(normaliseSpan({ ...ended, endNs: '5', events: chunks('a') }).facts.outputs).toBeNull();
});

it('without chunks there is no output yet', () => {
  expect(read([]).outputs).toBeUndefined();
  expect(read([event('First Token Stream Event', {})]).outputs).toBeUndefined();
});
