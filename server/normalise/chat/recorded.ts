import type { ChatMessage } from '../../../protocol/model/chat.ts';

/** Of text in characters; longer ones are not compared, since spans are read while they arrive. */
const maxCompared = 1_000_000;

/**
 * True when a conversation says all that another one says: the same words in the same order, each tool call, each image.
 * Messages that an SDK wrote down apart are often less than its inputs and outputs: without system prompt, second
 * choice or streamed tool call, reasoning as if it were said.
 */
export function saysAllOf(whole: readonly ChatMessage[], part: readonly ChatMessage[]): boolean {
  if (!includes(textsOf(whole), textsOf(part))) return false;
  const calls = callsOf(whole);
  if (callsOf(part).some((call) => !calls.includes(call))) return false;
  return mediaCount(part) <= mediaCount(whole);
}

function includes(whole: string, part: string): boolean {
  const words = (text: string) => text.replaceAll(/\s+/g, '');
  return whole.length <= maxCompared && words(whole).includes(words(part));
}

function textsOf(messages: readonly ChatMessage[]): string {
  const parts = messages.flatMap(({ content }) => content);
  const texts = parts.map((part) => (part.type === 'text' || part.type === 'reasoning' ? part.text : ''));
  return texts.join('');
}

/** With their ids, and those of the answers: a provider without ids has them only where the program gave some. */
function callsOf(messages: readonly ChatMessage[]): readonly string[] {
  return messages.flatMap(({ toolCalls, toolCallId }) => [
    ...(toolCallId === undefined ? [] : [toolCallId]),
    ...(toolCalls ?? []).map(({ id, name, arguments: args }) => `${id} ${name} ${JSON.stringify(args)}`),
  ]);
}

function mediaCount(messages: readonly ChatMessage[]): number {
  const parts = messages.flatMap(({ content }) => content);
  return parts.filter(({ type }) => type !== 'text' && type !== 'reasoning').length;
}
