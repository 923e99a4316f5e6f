import { assertNever } from '../../../protocol/base/assertNever.ts';
import type { JsonValue } from '../../../protocol/base/json.ts';
import type { Chat, ChatMessage, ContentPart, ToolCall } from '../../../protocol/model/chat.ts';
import { escaped, fenced, type TextLimits } from './markdown.ts';

/** A hover is small: the end of a conversation, and a few lines of each message. */
const mostMessages = 4;
const messageLimits: TextLimits = { characters: 300, lines: 6 };

/** The last messages, each under its role; how many came before. `undefined` where nothing was said. */
export function chatText({ messages }: Chat): string | undefined {
  if (messages.length === 0) return undefined;
  const hidden = messages.length - mostMessages;
  return [
    hidden > 0 && `*${hidden} ${hidden === 1 ? 'message' : 'messages'} before*`,
    ...messages.slice(-mostMessages).map((message) => messageText(message, messages)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function messageText(message: ChatMessage, all: readonly ChatMessage[]): string {
  const { role, content, toolCalls = [] } = message;
  const name = message.name ?? answeredTool(message, all);
  const title = `**${role}**${name === undefined ? '' : ` ${escaped(name)}`}`;
  const said = [...content.map(partText), ...toolCalls.map(callLine)]
    .filter((text) => text !== '')
    .join('\n');
  return fenced(title, said, messageLimits) ?? title;
}

/** A tool's answer names the call, and that the tool. */
function answeredTool({ toolCallId }: ChatMessage, all: readonly ChatMessage[]): string | undefined {
  if (toolCallId === undefined) return undefined;
  const calls = all.flatMap(({ toolCalls = [] }) => toolCalls);
  return calls.find(({ id }) => id === toolCallId)?.name;
}

function partText(part: ContentPart): string {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'reasoning':
      return `(thinking) ${part.text}`;
    case 'image':
    case 'audio':
    case 'file':
      return `[${part.type}${part.mediaType === undefined ? '' : ` ${part.mediaType}`}]`;
    case 'json':
      return JSON.stringify(part.value);
    default:
      return assertNever(part);
  }
}

/** `→ calculate_tip(bill_amount=187.32, tip_percentage=22)` */
function callLine({ name, arguments: given }: ToolCall): string {
  return `→ ${name}(${argumentsText(given)})`;
}

/** `bill=187.32, currency="円"`; nothing for nothing. */
export function argumentsText(given: JsonValue): string {
  if (given === null) return '';
  if (typeof given !== 'object' || Array.isArray(given)) return JSON.stringify(given);
  return Object.entries(given)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(', ');
}
