import { expect, it } from 'vitest';
import type { ChatMessage } from '../../../protocol/model/chat.ts';
import { saysAllOf } from './recorded.ts';

const user: ChatMessage = { role: 'user', content: [{ type: 'text', text: 'a question' }] };
const assistant = (text: string, more: Partial<ChatMessage> = {}): ChatMessage => ({
  role: 'assistant',
  content: [{ type: 'text', text }],
  ...more,
});
const call = { id: 'c', name: 'f', arguments: { a: 1 } };

it.each<{ name: string; whole: readonly ChatMessage[]; part: readonly ChatMessage[] }>([
  {
    name: 'a system prompt more',
    whole: [{ role: 'system', content: [{ type: 'text', text: 'be brief' }] }, user, assistant('yes')],
    part: [user, assistant('yes')],
  },
  {
    name: 'a second choice',
    whole: [user, assistant('yes'), assistant('no')],
    part: [user, assistant('yes')],
  },
  {
    name: 'reasoning as such',
    whole: [
      user,
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'yes' },
        ],
      },
    ],
    part: [user, assistant('hm\nyes')],
  },
  {
    name: 'a tool call more',
    whole: [user, assistant('', { toolCalls: [call] })],
    part: [user, assistant('')],
  },
])('true with $name', ({ whole, part }) => expect(saysAllOf(whole, part)).toBe(true));

it.each<{ name: string; whole: readonly ChatMessage[]; part: readonly ChatMessage[] }>([
  { name: 'other words', whole: [user, assistant('yes')], part: [user, assistant('masked')] },
  { name: 'words missing', whole: [user], part: [user, assistant('yes')] },
  {
    name: 'a tool call missing',
    whole: [user, assistant('')],
    part: [user, assistant('', { toolCalls: [call] })],
  },
  {
    name: 'the id of a tool call missing',
    whole: [user, assistant('', { toolCalls: [{ ...call, id: '' }] })],
    part: [user, assistant('', { toolCalls: [call] })],
  },
  {
    name: 'an image missing',
    whole: [user],
    part: [{ role: 'user', content: [...user.content, { type: 'image', url: 'x' }] }],
  },
])('false with $name', ({ whole, part }) => expect(saysAllOf(whole, part)).toBe(false));
