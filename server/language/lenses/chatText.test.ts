import { expect, it } from 'vitest';
import type { ChatMessage } from '../../../protocol/model/chat.ts';
import { chatText } from './chatText.ts';

function said(role: ChatMessage['role'], text: string, over: Partial<ChatMessage> = {}): ChatMessage {
  return { role, content: text === '' ? [] : [{ type: 'text', text }], ...over };
}

function told(...messages: readonly ChatMessage[]): string | undefined {
  return chatText({ messages, tools: [] });
}

it('puts each message under its role, calls as calls, an answer under the name of its tool', () => {
  const call = { id: 'c1', name: 'calculate_tip', arguments: { bill: 187.32, currency: '円' } };
  expect(
    told(
      said('user', 'What is the tip?'),
      said('assistant', '', { toolCalls: [call] }),
      said('tool', '41.21', { toolCallId: 'c1' }),
      said('assistant', 'It is 41.21.'),
    ),
  ).toBe(
    [
      '**user**\n```text\nWhat is the tip?\n```',
      '**assistant**\n```text\n→ calculate_tip(bill=187.32, currency="円")\n```',
      '**tool** calculate\\_tip\n```text\n41.21\n```',
      '**assistant**\n```text\nIt is 41.21.\n```',
    ].join('\n\n'),
  );
});

it('shows the end of a long conversation, and the beginning of a long message', () => {
  const many = Array.from({ length: 6 }, (_, n) => said('user', `${n} ${'x'.repeat(500)}`));
  const text = told(...many) ?? '';
  expect(text.startsWith('*2 messages before*\n\n**user**\n```text\n2 ')).toBe(true);
  expect(text).toContain(`2 ${'x'.repeat(298)} …\n`);
  expect(told(...many.slice(0, 5))).toContain('*1 message before*');
});

it('lets nothing that was said out of its fence', () => {
  const text = told(said('user', '```\n# Title\n[x](command:evil)', { name: '[a](b)' }));
  expect(text).toBe('**user** \\[a\\]\\(b\\)\n````text\n```\n# Title\n[x](command:evil)\n````');
});

it('names what is no text', () => {
  const content = [
    { type: 'image', mediaType: 'image/png' },
    { type: 'json', value: { a: 1 } },
    { type: 'reasoning', text: 'hm' },
  ] as const;
  expect(told({ role: 'user', content })).toContain('\n[image image/png]\n{"a":1}\n(thinking) hm\n');
});

it('is nothing where nothing was said', () => {
  expect(told()).toBeUndefined();
});
