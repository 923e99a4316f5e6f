import { expect, it } from 'vitest';
import type { JsonObject } from '../../../protocol/base/json.ts';
import { normaliseSpan } from '../normalise.ts';
import { rawSpan } from '../testing/rawSpan.ts';

const read = (attributes: JsonObject) => normaliseSpan(rawSpan(attributes)).facts;

const chat: JsonObject = {
  'mlflow.traceRequestId': 'tr-1280994b9139456a5e56167f70ca0b3d',
  'mlflow.spanType': 'CHAT_MODEL',
  'mlflow.spanFunctionName': 'chat',
  'mlflow.spanInputs': {
    model: 'llama3',
    messages: [{ role: 'user', content: 'hi' }],
    options: { temperature: 0 },
    tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
  },
  'mlflow.spanOutputs': {
    model: 'llama3:8b',
    message: { role: 'assistant', content: 'hello' },
    done_reason: 'stop',
    prompt_eval_count: 26,
    eval_count: 298,
  },
  'mlflow.llm.cost': { input_cost: 0.001, output_cost: 0.002, total_cost: 0.003 },
};

const expected = {
  kind: 'CHAT_MODEL',
  functionName: 'chat',
  model: 'llama3:8b',
  parameters: { temperature: 0 },
  finishReasons: ['stop'],
  usage: { input: 26, output: 298, total: 324 },
  cost: { usd: 0.003, basis: 'reported', unknown: 0 },
  chat: {
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'hello' }] },
    ],
    tools: [{ name: 'f', parameters: {} }],
  },
};

it('reads an Ollama call with typed values', () => expect(read(chat)).toMatchObject(expected));

it('reads the same with every value as JSON text, as plain OTLP exports have it', () => {
  const quoted = Object.fromEntries(Object.entries(chat).map(([key, value]) => [key, JSON.stringify(value)]));
  expect(read(quoted)).toEqual(read(chat));
});

it.each([
  ['func', 'func'],
  ['llm', 'LLM'],
  ['MEMORY', 'MEMORY'],
])('span type %s is kind %s', (type, kind) => expect(read({ 'mlflow.spanType': type }).kind).toBe(kind));

it('text that reads like JSON stays text where values are typed', () => {
  const facts = read({
    'mlflow.spanType': 'TOOL',
    'mlflow.spanInputs': '{"a": 1}',
    'mlflow.spanOutputs': '12',
  });
  expect(facts).toMatchObject({ inputs: '{"a": 1}', outputs: '12' });
});

it('a provider’s function traced without a type is a conversation, an ordinary function is none', () => {
  const { 'mlflow.spanInputs': inputs, 'mlflow.spanOutputs': outputs } = chat;
  const plain = {
    'mlflow.spanType': 'UNKNOWN',
    'mlflow.spanInputs': inputs,
    'mlflow.spanOutputs': outputs,
  } as JsonObject;
  expect(read(plain).chat?.messages).toHaveLength(2);
  expect(
    read({ 'mlflow.spanType': 'UNKNOWN', 'mlflow.spanInputs': { x: 1 }, 'mlflow.spanOutputs': 2 }).chat,
  ).toBeUndefined();
});

it('messages recorded apart (SDK 2.20–3.1) win over inputs and outputs', () => {
  const messages = [
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'a' },
  ];
  expect(read({ ...chat, 'mlflow.chat.messages': messages }).chat?.messages).toEqual([
    { role: 'user', content: [{ type: 'text', text: 'q' }] },
    { role: 'assistant', content: [{ type: 'text', text: 'a' }] },
  ]);
});

it('usage: recorded by the SDK before the provider’s own', () => {
  const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3, cache_read_input_tokens: 1 };
  expect(read({ ...chat, 'mlflow.chat.tokenUsage': usage }).usage).toEqual({
    input: 1,
    output: 2,
    total: 3,
    cachedInput: 1,
  });
});

it('tags of the trace on its root', () => {
  expect(read({ 'mlflow.spanType': 'CHAIN', 'mlflow.traceTag.env': 'test' }).tags).toEqual({ env: 'test' });
});
