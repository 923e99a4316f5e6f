import { expect, it } from 'vitest';
import type { ChatMessage } from '../../protocol/model/chat.ts';
import type { ContentFilterFinding, Span } from '../../protocol/model/span.ts';
import { answeredTool, callArguments, rasterDataUrl, toolParameters } from './chat/callText.ts';
import { contentFilterList, contentFilterText } from './details/contentFilter.ts';
import { activeTab, detailTabs } from './details/detailTabs.ts';
import { answerFacts, costText, costTitle, spanFacts, usageBrief, usageText } from './details/facts.ts';
import { formatPath, previewJson } from './json/preview.ts';
import { traceDuration } from './traceList/traceTime.ts';

const bare: Span = {
  traceId: 't',
  spanId: 's',
  name: 'chat',
  kind: 'LLM',
  status: 'ok',
  startNs: '1700000000000000000',
  endNs: '1700000001480000000',
  inputs: null,
  outputs: null,
  attributes: {},
  events: [],
  links: [],
  exceptions: [],
  convention: 'mlflow',
  scope: { name: 'mlflow' },
};
const text = (role: ChatMessage['role'], content: string): ChatMessage => ({
  role,
  content: [{ type: 'text', text: content }],
});
const chat = { messages: [text('user', 'hi')], tools: [] };

it.each([
  { name: 'nothing', span: bare, tabs: 'io attributes raw' },
  { name: 'a chat', span: { ...bare, chat, inputs: { a: 1 } }, tabs: 'chat inputs attributes raw' },
  { name: 'an empty chat', span: { ...bare, chat: { messages: [], tools: [] } }, tabs: 'io attributes raw' },
  {
    name: 'everything',
    span: {
      ...bare,
      chat,
      inputs: 1,
      outputs: 2,
      documents: [{ content: 'x', metadata: {} }],
      events: [{ name: 'e', timeNs: '1700000000000000001', attributes: {} }],
      exceptions: [{ type: 'E', message: 'm' }],
    },
    tabs: 'chat inputs outputs documents attributes events error raw',
  },
  {
    name: 'a failure with words only',
    span: { ...bare, status: 'error', statusMessage: 'no' } as const,
    tabs: 'io attributes error raw',
  },
])('has the tabs of $name', ({ span, tabs }) => expect(detailTabs(span).join(' ')).toBe(tabs));

it('keeps the chosen tab where a span has it, else the first', () => {
  expect(activeTab(['chat', 'raw'], 'raw')).toBe('raw');
  expect(activeTab(['chat', 'raw'], 'events')).toBe('chat');
});

it('says what is known of a span, and nothing that is not', () => {
  const names = (span: Span): readonly string[] => spanFacts(span).map(({ name }) => name);
  expect(names(bare)).toEqual(['Started', 'Duration', 'Recorded by']);
  const full: Span = {
    ...bare,
    model: 'llama3.2',
    parameters: { temperature: 0.2 },
    contentFilter: [{ on: 'answer', category: 'hate', filtered: false, severity: 'safe' }],
    usage: { input: 120, output: 45, total: 165, cachedInput: 64 },
    cost: { usd: 0, basis: 'computed', unknown: 1 },
  };
  expect(names(full)).toEqual([
    'Model',
    'temperature',
    'Content filter',
    'Tokens',
    'Cost',
    'Started',
    'Duration',
    'Recorded by',
  ]);
  expect(answerFacts(full)).toBe('llama3.2 · 1.48 s · 120 → 45 tok');
  expect(usageText({ input: 120, output: 45, total: 165, cachedInput: 64 })).toBe(
    '120 in, 45 out, 165 in all, 64 from cache',
  );
  expect(usageBrief({ input: 0, output: 0, total: 0 })).toBeUndefined();
});

it.each<{ findings: readonly ContentFilterFinding[]; shown: string }>([
  {
    findings: [{ on: 'answer', category: 'hate', filtered: false, severity: 'safe' }],
    shown: 'nothing found',
  },
  {
    findings: [
      { on: 'question', category: 'hate', filtered: false, severity: 'safe' },
      { on: 'answer', category: 'violence', filtered: false, severity: 'low' },
    ],
    shown: 'violence low (answer)',
  },
  {
    findings: [
      { on: 'question', category: 'violence', filtered: false, severity: 'low' },
      { on: 'answer', category: 'violence', filtered: false, severity: 'low' },
    ],
    shown: 'violence low (question, answer)',
  },
  {
    findings: [{ on: 'question', category: 'jailbreak', filtered: true, detected: true }],
    shown: 'jailbreak detected, kept back (question)',
  },
])('a content filter: $shown', ({ findings, shown }) => {
  expect(contentFilterText(findings)).toBe(shown);
  const categories = new Set(findings.map(({ category }) => category));
  expect(contentFilterList(findings).split('\n')).toHaveLength(categories.size);
});

it.each([
  { cost: { usd: 0.0042, basis: 'computed', unknown: 0 }, shown: '≈ $0.0042' },
  { cost: { usd: 0.0042, basis: 'reported', unknown: 0 }, shown: '$0.0042' },
  { cost: { usd: 0.000_01, basis: 'computed', unknown: 0 }, shown: '< $0.0001' },
  { cost: { usd: 0, basis: 'computed', unknown: 0 }, shown: '≈ $0.00' },
  { cost: { usd: 0, basis: 'computed', unknown: 2 }, shown: 'price not known' },
  { cost: { usd: 1.2, basis: 'reported', unknown: 2 }, shown: '$1.20 + 2 with no known price' },
] as const)('never shows an unknown price as zero: $shown', ({ cost, shown }) =>
  expect(costText(cost)).toBe(shown),
);

it.each([
  [
    { usd: 0.0042, basis: 'computed', unknown: 1 },
    /^computed from token counts at list prices of 20\d\d-\d\d .*; 1 call has no known price$/,
  ],
  [
    { usd: 0.0042, basis: 'computed', unknown: 0 },
    /^computed from 1,200 input and 300 output tokens at list prices of 20\d\d-\d\d [^;]*$/,
  ],
  [
    { usd: 1.2, basis: 'reported', unknown: 2 },
    /^as the program or its provider reported it; 2 calls have no known price$/,
  ],
  [{ usd: 0, basis: 'computed', unknown: 1 }, /^not in the list of prices/],
] as const)('says where a cost comes from: %j', (cost, said) =>
  expect(costTitle(cost, { input: 1200, output: 300, total: 1500 })).toMatch(said),
);

it.each([
  [{ bill: 187.32, ok: true, none: null, list: [1, 'a'] }, 'bill=187.32 ok=True none=None list=[1,"a"]'],
  ['{"bill": 187', '{"bill": 187'],
  [[1, 2], '[1,2]'],
  [null, ''],
  ['', ''],
])('reads the arguments %j', (args, shown) => {
  const read = callArguments(args).map(({ name, value }) =>
    name === undefined ? value : `${name}=${value}`,
  );
  expect(read.join(' ')).toBe(shown);
});

it('names the tool that a result answers', () => {
  const call: ChatMessage = {
    role: 'assistant',
    content: [],
    toolCalls: [{ id: 'c1', name: 'add', arguments: {} }],
  };
  const result = (toolCallId: string): ChatMessage => ({ role: 'tool', toolCallId, content: [] });
  expect(answeredTool([call], result('c1'))).toBe('add');
  expect(answeredTool([call], result('other'))).toBeUndefined();
  expect(answeredTool([call], { ...result('c1'), name: 'given' })).toBe('given');
});

it('lists the parameters of a tool, also of an odd schema', () => {
  const properties = { a: { type: 'number', description: 'A' }, b: { type: ['string', 'null'] }, c: true };
  expect(toolParameters({ name: 'x', parameters: { properties, required: ['a'] } })).toEqual([
    { name: 'a', type: 'number', required: true, description: 'A' },
    { name: 'b', type: 'string | null', required: false },
    { name: 'c', type: 'any', required: false },
  ]);
  expect(toolParameters({ name: 'x' })).toEqual([]);
});

it.each([
  ['image/png', 'aGk=', 'data:image/png;base64,aGk='],
  [undefined, 'aGk=', 'data:image/png;base64,aGk='],
  ['image/svg+xml', 'aGk=', undefined],
  ['text/html', 'aGk=', undefined],
  ['image/png', '"><script>', undefined],
  ['image/png', undefined, undefined],
])('shows only raster pictures: %s %s', (type, data, url) => expect(rasterDataUrl(type, data)).toBe(url));

it.each([
  [{ city: 'Kyoto', days: 3, tags: ['a', null] }, '{city: "Kyoto", days: 3, tags: ["a", null]}'],
  ['x'.repeat(200), `"${'x'.repeat(80)}…"`],
  [[], '[]'],
  [true, 'true'],
])('previews %j', (value, shown) => expect(previewJson(value)).toBe(shown));

it('previews no more of a large value than has room', () => {
  expect(previewJson(Array.from({ length: 1e5 }, (_, at) => at)).length).toBeLessThan(120);
});

it.each([
  [['inputs', 'messages', 0, 'content'], 'inputs.messages[0].content'],
  [['attributes', 'gen_ai.system'], 'attributes["gen_ai.system"]'],
  [[], ''],
])('writes the path %j', (path, shown) => expect(formatPath(path)).toBe(shown));

it('shows how long a trace runs or took, and no time it does not know', () => {
  const row = { traceId: 't', name: 't', startNs: bare.startNs, spanCount: 1, errorCount: 0, revision: 1 };
  expect(traceDuration({ ...row, status: 'ok', endNs: '1700000001480000000' }, 0)).toBe('1.48 s');
  expect(traceDuration({ ...row, status: 'running' }, 1_700_000_006_800)).toBe('6.80 s');
  expect(traceDuration({ ...row, status: 'aborted' }, 1_700_000_006_800)).toBe('–');
});
