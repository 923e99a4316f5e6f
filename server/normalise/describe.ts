import type { JsonValue } from '../../protocol/base/json.ts';
import type { ChatMessage, ToolCall } from '../../protocol/model/chat.ts';
import type { NormalisedSpan } from './facts.ts';
import { isModelKind } from './kinds.ts';
import { firstOf, listOf, objectOf, textOf } from './values.ts';

const hintLength = 80;
const previewLength = 200;

/** What of an input is the question, in the words that programs use. */
const questionKeys = [
  'question',
  'query',
  'q',
  'prompt',
  'input',
  'text',
  'message',
  'content',
  'task',
  'topic',
  'user_input',
];

/**
 * A few words for the span's row beside its name, at most 80 characters: the exception's type, a tool call
 * with its arguments, how many documents, the model.
 */
export function hintOf({ raw, facts }: NormalisedSpan): string | undefined {
  const exception = facts.exceptions?.at(-1);
  if (exception !== undefined && raw.status.code === 'error') return cut(exception.type, hintLength);
  if (facts.kind === 'TOOL') {
    return callText({ name: facts.functionName ?? raw.name, arguments: facts.inputs ?? null });
  }
  const call = isModelKind(facts.kind) ? facts.chat?.messages.at(-1)?.toolCalls?.[0] : undefined;
  if (call !== undefined) return callText(call);
  if (facts.documents !== undefined) {
    return facts.documents.length === 1 ? '1 document' : `${facts.documents.length} documents`;
  }
  return facts.model === undefined ? undefined : cut(facts.model, hintLength);
}

/** What was asked, or else why it failed: one line, at most 200 characters. */
export function previewOf({ facts }: NormalisedSpan): string | undefined {
  const asked = facts.chat?.messages.findLast((message) => message.role === 'user');
  const question = (asked && messageText(asked)) ?? questionIn(facts.inputs);
  if (question !== undefined) return oneLine(question, previewLength);
  const exception = facts.exceptions?.at(-1);
  if (exception === undefined) return undefined;
  return oneLine(
    exception.message === '' ? exception.type : `${exception.type}: ${exception.message}`,
    previewLength,
  );
}

/** `calculate_tip(187.32, 22)`; long arguments are cut in the middle of the list, never the name. */
function callText(call: Pick<ToolCall, 'name' | 'arguments'>): string {
  const object = objectOf(call.arguments);
  const values = object ? Object.values(object) : (listOf(call.arguments) ?? [call.arguments]);
  const shown = values.filter((value) => value !== null).map(argumentText);
  return cut(`${call.name}(${shown.join(', ')})`, hintLength, ')');
}

function argumentText(value: JsonValue): string {
  if (typeof value === 'string') return JSON.stringify(cut(value, 40));
  if (listOf(value) !== undefined) return '[…]';
  return typeof value === 'object' ? '{…}' : String(value);
}

function messageText(message: ChatMessage): string | undefined {
  return message.content
    .map((part) => (part.type === 'text' ? part.text : ''))
    .find((text) => text.trim() !== '');
}

function questionIn(inputs: JsonValue | undefined): string | undefined {
  if (typeof inputs === 'string') return textOf(inputs.trim());
  const named = firstOf(inputs, questionKeys);
  const question =
    typeof named === 'string' ? named : listOf(named)?.find((item) => typeof item === 'string');
  if (question !== undefined) return question;
  const object = objectOf(inputs);
  if (object === undefined) return undefined;
  const values = Object.values(object);
  if (values.length === 1 && typeof values[0] === 'string') return values[0];
  return values.length === 0 ? undefined : callArguments(object);
}

function callArguments(object: Readonly<Record<string, JsonValue>>): string {
  return Object.entries(object)
    .map(([key, value]) => `${key}: ${argumentText(value)}`)
    .join(', ');
}

/** The first line that says something. */
function oneLine(text: string, length: number): string | undefined {
  // A 10 MB input is not split as a whole for its first line.
  const line = text
    .slice(0, 10_000)
    .split('\n')
    .find((candidate) => candidate.trim() !== '');
  return line === undefined ? undefined : cut(line.trim(), length);
}

/** At most `length` characters, ending in `…` where something was left out; never half a surrogate pair. */
function cut(text: string, length: number, closing = ''): string {
  if (text.length <= length) return text;
  const room = length - 1 - closing.length;
  const last = text.charCodeAt(room - 1);
  const end = last >= 0xd800 && last <= 0xdbff ? room - 1 : room;
  return `${text.slice(0, end)}…${closing}`;
}
