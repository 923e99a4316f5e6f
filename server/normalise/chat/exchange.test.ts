import { expect, it } from 'vitest';
import type { JsonValue } from '../../../protocol/base/json.ts';
import type { ChatMessage } from '../../../protocol/model/chat.ts';
import { answeringModel, chatFromExchange, finishReasonsOf } from './exchange.ts';

const user = (text: string): ChatMessage => ({ role: 'user', content: [{ type: 'text', text }] });
const assistant = (text: string): ChatMessage => ({ role: 'assistant', content: [{ type: 'text', text }] });
const call = { id: 'call_1', name: 'calculate_tip', arguments: { bill: 80, pct: 15 } };
const calling: ChatMessage = { role: 'assistant', content: [], toolCalls: [call] };
const result: ChatMessage = { role: 'tool', content: [{ type: 'text', text: '12.0' }], toolCallId: 'call_1' };

interface Case {
  readonly name: string;
  readonly request: JsonValue;
  readonly response: JsonValue;
  readonly messages: readonly ChatMessage[];
}

const cases: readonly Case[] = [
  {
    name: 'OpenAI chat completions',
    request: { messages: [{ role: 'user', content: 'tip?' }] },
    response: {
      choices: [
        {
          message: {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: 'call_1',
                type: 'function',
                function: { name: 'calculate_tip', arguments: '{"bill": 80, "pct": 15}' },
              },
            ],
          },
        },
      ],
    },
    messages: [user('tip?'), calling],
  },
  {
    name: 'OpenAI completions',
    request: { prompt: 'Say hi' },
    response: { choices: [{ text: 'hi', finish_reason: 'stop' }] },
    messages: [user('Say hi'), assistant('hi')],
  },
  {
    name: 'a stream that the SDK joined to text',
    request: { messages: [{ role: 'user', content: 'hi' }], stream: true },
    response: 'The tip is 12.',
    messages: [user('hi'), assistant('The tip is 12.')],
  },
  {
    name: 'OpenAI Responses',
    request: {
      instructions: 'Be terse.',
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'tip?' }] },
        {
          type: 'function_call',
          call_id: 'call_1',
          name: 'calculate_tip',
          arguments: '{"bill": 80, "pct": 15}',
        },
        { type: 'function_call_output', call_id: 'call_1', output: '12.0' },
      ],
    },
    response: {
      output: [
        { type: 'reasoning', summary: [{ type: 'summary_text', text: 'simple' }] },
        {
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: '12', annotations: [] }],
        },
      ],
    },
    messages: [
      { role: 'system', content: [{ type: 'text', text: 'Be terse.' }] },
      user('tip?'),
      calling,
      result,
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'simple' },
          { type: 'text', text: '12' },
        ],
      },
    ],
  },
  {
    name: 'OpenAI Responses with plain text',
    request: { model: 'gpt-4o-mini', input: 'Say hi' },
    response: {
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] }],
    },
    messages: [user('Say hi'), assistant('hi')],
  },
  {
    name: 'Anthropic',
    request: {
      system: 'Be terse.',
      messages: [
        { role: 'user', content: 'tip?' },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'call_1', name: 'calculate_tip', input: { bill: 80, pct: 15 } }],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: [{ type: 'text', text: '12.0' }] },
          ],
        },
      ],
    },
    response: {
      type: 'message',
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'easy' },
        { type: 'text', text: '12' },
      ],
    },
    messages: [
      { role: 'system', content: [{ type: 'text', text: 'Be terse.' }] },
      user('tip?'),
      calling,
      result,
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'easy' },
          { type: 'text', text: '12' },
        ],
      },
    ],
  },
  {
    name: 'Ollama',
    request: { messages: [{ role: 'user', content: 'tip?' }] },
    response: {
      message: {
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'calculate_tip', arguments: { bill: 80, pct: 15 } } }],
      },
    },
    messages: [user('tip?'), { role: 'assistant', content: [], toolCalls: [{ ...call, id: '' }] }],
  },
  {
    name: 'LangChain up to MLflow 3.3: a batch of one, an LLMResult',
    request: [[{ type: 'human', content: 'tip?', additional_kwargs: {} }]],
    response: {
      generations: [
        [
          {
            text: '',
            message: {
              type: 'ai',
              content: '',
              tool_calls: [{ ...call, args: call.arguments, type: 'tool_call' }],
            },
          },
        ],
      ],
    },
    messages: [user('tip?'), calling],
  },
  {
    name: 'LangChain, serialised by its constructor',
    request: {
      messages: [
        [
          {
            lc: 1,
            type: 'constructor',
            id: ['langchain', 'schema', 'messages', 'HumanMessage'],
            kwargs: { content: 'hi', type: 'human' },
          },
        ],
      ],
    },
    response: { generations: [[{ text: 'hello', type: 'Generation' }]] },
    messages: [user('hi'), assistant('hello')],
  },
  {
    name: 'Gemini',
    request: { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
    response: {
      candidates: [{ content: { role: 'model', parts: [{ text: 'hello' }] }, finish_reason: 'STOP' }],
    },
    messages: [user('hi'), assistant('hello')],
  },
];

it.each(cases)('$name', ({ request, response, messages }) => {
  expect(chatFromExchange(request, response)?.messages).toEqual(messages);
});

it.each<[JsonValue, JsonValue]>([
  [{ bill: 80, pct: 15 }, 12],
  [null, null],
  ['hi', 'hello'],
  [{ messages: [1, 2] }, { choices: 3 }],
  [{ messages: [{ role: 'judge', content: 'x' }] }, {}],
])('%j → %j is no conversation', (request, response) => {
  expect(chatFromExchange(request, response)).toBeUndefined();
});

it.each<[JsonValue, readonly string[] | undefined]>([
  [{ choices: [{ finish_reason: 'stop' }, { finish_reason: 'length' }] }, ['stop', 'length']],
  [{ stop_reason: 'end_turn' }, ['end_turn']],
  [{ done_reason: 'stop' }, ['stop']],
  [{ generations: [[{ generation_info: { finish_reason: 'stop' } }]] }, ['stop']],
  [{ generations: [{ message: { response_metadata: { stop_reason: 'end_turn' } } }] }, ['end_turn']],
  [{ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }, ['max_output_tokens']],
  [{ choices: [{ finish_reason: null }] }, undefined],
  ['text', undefined],
])('finish reasons of %j', (response, reasons) => expect(finishReasonsOf(response)).toEqual(reasons));

it('how Python shows an object that tells nothing of itself is not an answer', () => {
  const request = { messages: [{ role: 'user', content: 'hi' }] };
  const chat = chatFromExchange(request, '<anthropic.Stream object at 0x7ff5bfb6f950>');
  expect(chat?.messages).toEqual([user('hi')]);
});

it.each<[JsonValue, string | undefined]>([
  [{ model: 'a' }, 'a'],
  [{ generations: [], llm_output: { model_name: 'b' } }, 'b'],
  [{ generations: [[{ message: { response_metadata: { model_name: 'c' } } }]], llm_output: null }, 'c'],
  ['text', undefined],
])('the model that answered %j', (response, model) => expect(answeringModel(response)).toBe(model));
