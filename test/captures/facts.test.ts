import { describe, expect, it } from 'vitest';
import type { SpanFacts } from '../../server/normalise/facts.ts';
import { normaliseSpan } from '../../server/normalise/normalise.ts';
import { mlflowRecording, normalisedSpans } from './load.ts';

const question = 'What is an 18% tip on a bill of $84.50?';
const answer = 'An 18% tip on $84.50 is $15.21, for a total of $99.71.';
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const text = (value: string) => [{ type: 'text', text: value }];
const schema = {
  type: 'object',
  properties: { bill: { type: 'number' }, pct: { type: 'number' } },
  required: ['bill', 'pct'],
};
const tools = [{ name: 'calculate_tip', description: 'Compute the tip for a bill.', parameters: schema }];

/** Facts of the spans of that name, in order of start. */
function factsOf(sdk: string, name: string): readonly SpanFacts[] {
  return normalisedSpans(sdk)
    .filter(({ raw }) => raw.name === name)
    .sort((a, b) => Number(BigInt(a.raw.startNs) - BigInt(b.raw.startNs)))
    .map(({ facts }) => facts);
}

describe.each([
  [
    'mlflow-3.17-otel1.40',
    'Completions',
    { input: 120, output: 45, total: 165, cachedInput: 64, reasoning: 16 },
  ],
  [
    'openinference-openai',
    'ChatCompletion',
    { input: 120, output: 45, total: 165, cachedInput: 64, reasoning: 16 },
  ],
  [
    'otel-genai-1.3b0',
    'chat gpt-4o-mini',
    { input: 120, output: 45, total: 165, cachedInput: 64, reasoning: 16 },
  ],
  ['otel-genai-v2-latest', 'chat gpt-4o-mini', { input: 120, output: 45, total: 165 }],
])('%s: the model calls of the tip scenario', (sdk, name, usage) => {
  const [first, second, streamed] = factsOf(sdk, name);
  const system = { role: 'system', content: text('You are a tip assistant. Use calculate_tip.') };
  const user = { role: 'user', content: text(question) };
  const call = {
    id: expect.stringMatching(/^call_/),
    name: 'calculate_tip',
    arguments: { bill: 84.5, pct: 18 },
  };
  const calling = { role: 'assistant', content: [], toolCalls: [call] };

  it('asks for the tool', () => {
    expect(first?.chat?.messages).toEqual([system, user, calling]);
    expect(first).toMatchObject({ model: 'gpt-4o-mini-2024-07-18', finishReasons: ['tool_calls'] });
    expect(first?.parameters).toMatchObject({ temperature: 0.2, max_tokens: 256 });
    expect(first?.usage).toEqual(usage);
  });

  it('answers after the tool', () => {
    const id = first?.chat?.messages.at(-1)?.toolCalls?.[0]?.id;
    const result = { role: 'tool', content: text('{"tip": 15.21}'), toolCallId: id };
    expect(second?.chat?.messages).toEqual([
      system,
      user,
      calling,
      result,
      { role: 'assistant', content: text(answer) },
    ]);
    expect(second?.finishReasons).toEqual(['stop']);
  });

  it('joins a stream', () => {
    expect(streamed?.chat?.messages).toEqual([
      { role: 'user', content: text('Explain tipping in one sentence.') },
      { role: 'assistant', content: text('Tipping 18% is customary for good service.') },
    ]);
  });
});

it.each([
  ['mlflow-3.17-otel1.40', 'Completions'],
  ['openinference-openai', 'ChatCompletion'],
  ['otel-genai-1.3b0', 'chat gpt-4o-mini'],
])('%s: tools on offer', (sdk, name) => expect(factsOf(sdk, name)[0]?.chat?.tools).toEqual(tools));

it('reads an image in each form', () => {
  const image = (sdk: string, name: string) => factsOf(sdk, name)[3]?.chat?.messages[0]?.content;
  const ask = { type: 'text', text: 'What total is on this receipt?' };
  const inline = { type: 'image', mediaType: 'image/png', data: png };
  expect(image('openinference-openai', 'ChatCompletion')).toEqual([ask, inline]);
  expect(image('otel-genai-1.3b0', 'chat gpt-4o-mini')).toEqual([ask, inline]);
  expect(image('mlflow-3.17-otel1.40', 'Completions')).toEqual([
    ask,
    { type: 'image', mediaType: 'image/png', ref: expect.stringMatching(/^mlflow-attachment:\/\//) },
  ]);
});

it.each([
  ['mlflow-3.17-otel1.40', 'search_etiquette'],
  ['openinference-openai', 'search_etiquette'],
  ['otel-genai-1.3b0', 'retrieval etiquette'],
])('%s: retrieved documents', (sdk, name) => {
  expect(factsOf(sdk, name)[0]?.documents).toMatchObject([
    {
      id: 'doc-1',
      content: 'In the US a 15-20% tip is customary.',
      score: 0.92,
      metadata: { source: 'etiquette.md' },
    },
    { id: 'doc-2', content: 'In Japan tipping is uncommon.', score: 0.41, metadata: { source: 'japan.md' } },
  ]);
});

it.each([
  ['mlflow-3.17-otel1.40', 'convert_currency', { amount: 15.21, to: 'XXX' }],
  ['openinference-openai', 'convert_currency', { amount: 15.21, to: 'XXX' }],
  ['otel-genai-1.3b0', 'execute_tool convert_currency', [15.21, 'XXX']],
])('%s: a failing tool', (sdk, name, inputs) => {
  const [facts] = factsOf(sdk, name);
  expect(facts).toMatchObject({ kind: 'TOOL', inputs, functionName: 'convert_currency' });
  expect(facts?.exceptions).toMatchObject([{ type: 'ValueError', message: 'unsupported currency: XXX' }]);
  expect(facts?.outputs).toBeUndefined();
});

it.each([
  ['mlflow-3.17-otel1.40', 'Embeddings'],
  ['openinference-openai', 'CreateEmbeddings'],
])('%s: embeddings', (sdk, name) => {
  expect(factsOf(sdk, name)[0]).toMatchObject({
    kind: 'EMBEDDING',
    embeddings: { model: 'text-embedding-3-small', count: 2, dimensions: 4 },
    usage: { input: 14, output: 0, total: 14 },
  });
});

it('OpenInference on Anthropic: the call that stands twice in a message is one', () => {
  const [first] = factsOf('openinference-openai', 'messages.create');
  expect(first?.chat?.messages.at(-1)).toEqual({
    role: 'assistant',
    content: text('Let me compute that.'),
    toolCalls: [{ id: 'toolu_0068', name: 'calculate_tip', arguments: { bill: 84.5, pct: 18 } }],
  });
  expect(first?.usage).toEqual({ input: 152, output: 45, total: 197, cachedInput: 64, cacheWrite: 32 });
  expect(first).toMatchObject({
    model: 'claude-sonnet-4-5',
    provider: 'anthropic',
    finishReasons: ['tool_use'],
  });
});

it('a foreign span stamped with OpenInference context attributes is not OpenInference', () => {
  const foreign = normalisedSpans('openinference-openai').find(
    ({ raw }) => raw.name === 'anthropic.messages.create',
  );
  expect(foreign?.convention).toBe('otel-genai');
});

it('session, user and tags', () => {
  const [agent] = factsOf('openinference-openai', 'tip_assistant');
  expect(agent).toMatchObject({ session: 'sess-tip-1', user: 'user-42', tags: { tip: true, demo: true } });
  expect(factsOf('otel-genai-1.3b0', 'chat gpt-4o-mini')[0]?.session).toBe('sess-tip-1');
});

it.each(['strands', 'strands-latest'])('%s: messages out of span events', (sdk) => {
  const [first] = factsOf(sdk, 'chat');
  expect(first?.chat?.messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
  expect(first?.chat?.messages[2]?.toolCalls?.[0]).toMatchObject({
    name: 'calculate_tip',
    arguments: { bill: 84.5, pct: 18 },
  });
  expect(factsOf(sdk, 'execute_tool calculate_tip')[0]?.inputs).toEqual({ bill: 84.5, pct: 18 });
});

it('attributes cut at the SDK’s limits: what is left is shown, cut JSON as text', () => {
  const cut = normalisedSpans('pitfall-truncation').find(({ raw }) => raw.name === 'search_etiquette');
  expect(cut?.facts.outputs).toBe('[{"id": "doc-1", "content": "In the US a 15-20% tip is custo');
  expect(normalisedSpans('pitfall-truncation').some(({ raw }) => (raw.droppedAttributes ?? 0) > 0)).toBe(
    true,
  );
});

describe.each(['2.14.3', '2.20.4', '2.22.5', '3.1.4', '3.3.2', '3.5.1', '3.17.2'])(
  'MLflow %s: a provider patched by hand',
  (version) => {
    const { artifacts, otlp } = mlflowRecording(version, 'fake_chat');
    const chats = [...(otlp.length > 0 ? otlp : artifacts.flat())]
      .map((span) => normaliseSpan(span))
      .filter(({ facts }) => facts.kind === 'CHAT_MODEL')
      .sort((a, b) => Number(BigInt(a.raw.startNs) - BigInt(b.raw.startNs)))
      .map(({ facts }) => facts);

    it('has its conversation, tools, usage and model', () => {
      expect(chats).toHaveLength(2);
      const call = { id: 'call_1', name: 'calculate_tip', arguments: { bill: 80, pct: 15 } };
      expect(chats[1]?.chat?.messages).toEqual([
        { role: 'system', content: text('You are terse.') },
        { role: 'user', content: text('What is a 15% tip on 80?') },
        { role: 'assistant', content: [], toolCalls: [call] },
        { role: 'tool', content: text('12.0'), toolCallId: 'call_1' },
        { role: 'assistant', content: text('The tip is 12.0.') },
      ]);
      expect(chats[0]?.chat?.messages.at(-1)).toEqual({ role: 'assistant', content: [], toolCalls: [call] });
      expect(chats[0]?.chat?.tools).toEqual([
        { name: 'calculate_tip', description: 'Tip for a bill', parameters: schema },
      ]);
      expect(chats[0]).toMatchObject({ model: 'tiny-1', usage: { input: 11, output: 7, total: 18 } });
    });
  },
);

it('MLflow 3.17 with LangChain: the framework’s messages', () => {
  const { otlp } = mlflowRecording('3.17.2', 'langchain_fake');
  const model = otlp
    .map((span) => normaliseSpan(span))
    .find(({ raw }) => raw.name === 'GenericFakeChatModel');
  expect(model?.facts.chat?.messages).toEqual([
    { role: 'user', content: text('tip on 80?') },
    {
      role: 'assistant',
      content: [],
      toolCalls: [{ id: 'c1', name: 'calculate_tip', arguments: { bill: 80, pct: 15 } }],
    },
  ]);
  expect(model?.facts).toMatchObject({
    provider: 'genericfakechatmodel',
    usage: { input: 5, output: 3, total: 8 },
  });
});

it('MLflow 2.22: usage of a stream out of its last chunk', () => {
  const streams = mlflowRecording('2.22.5', 'openai_autolog')
    .artifacts.flat()
    .filter(({ attributes }) => attributes.stream_options !== undefined);
  expect(streams.map((span) => normaliseSpan(span).facts.usage)).toEqual([
    { input: 21, output: 9, total: 30, cachedInput: 4 },
  ]);
});
