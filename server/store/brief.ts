import { isJsonObject, type JsonValue } from '../../protocol/base/json.ts';
import type { ChatMessage } from '../../protocol/model/chat.ts';
import type { SpanException } from '../../protocol/model/span.ts';

/** One line of at most `max` characters; whitespace and line ends become one space, a cut ends in `…`. */
export function oneLine(text: string, max: number): string {
  // A prompt may have megabytes: never look at more than a line can need.
  const start = text.slice(0, max * 4);
  // Most texts are flat, and looking is cheaper than writing each space anew.
  const flat = (/\s\s|[^\S ]/.test(start) ? start.replaceAll(/\s+/g, ' ') : start).trim();
  if (flat.length <= max && text.length <= max * 4) return flat;
  return `${flat.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/**
 * A value in a few words: text as it is, an object whose only field is text as that text, else `key: value`
 * pairs (a bare `4` says nothing). Reads only as much of the value as is shown.
 */
export function briefValue(value: JsonValue, max: number): string {
  return oneLine(words(soleText(value) ?? value, max * 2), max);
}

/** A call's arguments as its place shows them: `(84.5, 15)`; names and signature are in the code. */
export function briefCall(inputs: JsonValue, max: number): string {
  const values = isJsonObject(inputs) ? Object.values(inputs) : Array.isArray(inputs) ? inputs : [inputs];
  return values.length === 0 ? '' : oneLine(`(${words(values, max * 2)})`, max);
}

export function briefException(exception: SpanException, max: number): string {
  return oneLine(exception.message === '' ? exception.type : `${exception.type}: ${exception.message}`, max);
}

/** The text of the first user message; `undefined` when there is none. */
export function firstQuestion(messages: readonly ChatMessage[], max: number): string | undefined {
  for (const message of messages) {
    if (message.role !== 'user') continue;
    for (const part of message.content) {
      if (part.type === 'text' && part.text.trim() !== '') return oneLine(part.text.trimStart(), max);
    }
  }
  return undefined;
}

function soleText(value: JsonValue): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const [only, more] = Object.values(value);
  return typeof only === 'string' && more === undefined ? only : undefined;
}

/** Stops adding once `budget` characters are reached. */
function words(value: JsonValue, budget: number): string {
  if (typeof value === 'string') return value.slice(0, budget * 4);
  if (value === null || typeof value !== 'object') return String(value);
  const entries = Array.isArray(value)
    ? value.slice(0, budget).map((item: JsonValue) => ['', item] as const)
    : Object.entries(value).slice(0, budget);
  let text = '';
  for (const [key, item] of entries) {
    if (text.length >= budget) break;
    const separator = text === '' ? '' : ', ';
    text += `${separator}${key === '' ? '' : `${key}: `}${words(item, budget - text.length)}`;
  }
  return text;
}
