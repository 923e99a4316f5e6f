import { expect, it } from 'vitest';
import type { ChatMessage } from '../../../protocol/model/chat.ts';
import type { Span } from '../../../protocol/model/span.ts';
import { type CallForm, callText } from './callText.ts';
import { pythonWords } from './compactValue.ts';

function spanOf(over: Partial<Span> = {}): Span {
  return {
    traceId: 't1',
    spanId: 's1',
    name: 'plan',
    kind: 'UNKNOWN',
    status: 'ok',
    startNs: '1',
    inputs: { bill_amount: 187.32, tip_percentage: 22 },
    outputs: 41.21,
    attributes: {},
    events: [],
    links: [],
    exceptions: [],
    convention: 'generic',
    scope: { name: 'test' },
    ...over,
  };
}

function told(over: Partial<Span>, form: CallForm = 'arguments', running?: string): string {
  const options = { form, name: 'calculate_tip', max: 80, words: pythonWords };
  return callText(spanOf(over), { ...options, ...(running !== undefined && { running }) });
}

it.each<[CallForm, string]>([
  ['arguments', '(bill_amount=187.32, tip_percentage=22) → 41.21'],
  ['whole', 'calculate_tip(bill_amount=187.32, tip_percentage=22) → 41.21'],
  ['result', '→ 41.21'],
])('tells as %s: %s', (form, text) => expect(told({}, form)).toBe(text));

it('unwraps what a framework wraps a result in, and nothing else', () => {
  expect(told({ outputs: { result: 41.21 } }, 'result')).toBe('→ 41.21');
  expect(told({ outputs: { result: 1, unit: 'USD' } }, 'result')).toBe('→ {result: 1, unit: "USD"}');
});

it('counts documents', () => {
  const documents = Array.from({ length: 4 }, () => ({ content: 'x', metadata: {} }));
  expect(told({ inputs: { query: 'tips', k: 3 }, outputs: [{}, {}, {}, {}], documents })).toBe(
    '(query="tips", k=3) → [4 documents]',
  );
});

it('tells of a failed call why, of a running one how long, of an aborted one that', () => {
  const exceptions = [{ type: 'builtins.ValueError', message: 'unknown\n mode' }];
  expect(told({ status: 'error', exceptions }, 'result')).toBe('✗ ValueError: unknown mode');
  expect(told({ status: 'error', exceptions, inputs: { x: 2 } })).toBe('(x=2) ✗ ValueError: unknown mode');
  expect(told({ status: 'error', statusMessage: 'no quota' }, 'result')).toBe('✗ no quota');
  expect(told({ status: 'error' }, 'result')).toBe('✗ error');
  expect(told({ status: 'running', outputs: null, inputs: { x: 2 } }, 'arguments', 'running 1.20 s')).toBe(
    '(x=2) … running 1.20 s',
  );
  expect(told({ status: 'aborted' }, 'result')).toBe('✗ aborted');
});

it('says nothing where nothing was recorded', () => {
  expect(told({ inputs: null, outputs: null })).toBe('');
  expect(told({ inputs: {}, outputs: null })).toBe('()');
});

it('shows a chat by what was asked last and what was answered', () => {
  const message = (
    role: ChatMessage['role'],
    text: string,
    over: Partial<ChatMessage> = {},
  ): ChatMessage => ({
    role,
    content: [{ type: 'text', text }],
    ...over,
  });
  const asked = [message('system', 'Be brief.'), message('user', 'What is a tip?')];
  const answered = [...asked, message('assistant', 'Money.')];
  const chat = (messages: readonly ChatMessage[]) => ({ kind: 'CHAT_MODEL', chat: { messages, tools: [] } });
  expect(told(chat(answered))).toBe('("What is a tip?") → "Money."');
  const calls = [{ id: '1', name: 'calculate_tip', arguments: { bill_amount: 84.5 } }];
  expect(told(chat([...asked, message('assistant', '', { toolCalls: calls })]))).toBe(
    '("What is a tip?") → calculate_tip(bill_amount=84.5)',
  );
  expect(told({ ...chat(asked), status: 'running' })).toBe('("What is a tip?") … running');
  // A function of the user's own that holds a conversation is told by what it took and gave.
  expect(told({ ...chat(answered), kind: 'CHAIN', inputs: { x: 1 } })).toBe('(x=1) → 41.21');
});

it('keeps to its length, result first', () => {
  const inputs = { question: 'q'.repeat(500), context: 'c'.repeat(500) };
  for (const form of ['arguments', 'whole', 'result'] as const) {
    const text = told({ inputs, outputs: 'o'.repeat(500) }, form);
    expect(text.length).toBeLessThanOrEqual(80);
    expect(text).toMatch(/→ "o{20,}…"$/);
  }
});
