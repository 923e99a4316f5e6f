import { assertNever } from '../../../protocol/base/assertNever.ts';
import { isJsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import type { ChatMessage } from '../../../protocol/model/chat.ts';
import type { Span } from '../../../protocol/model/span.ts';
import { compactArguments, compactValue, cut, type ValueWords } from './compactValue.ts';

/** What is told: `(x=2) → 3`, `tip(x=2) → 3`, or what came of it alone. */
export type CallForm = 'arguments' | 'whole' | 'result';

export interface CallTextOptions {
  readonly form: CallForm;
  /** Of the function, for `whole`. */
  readonly name: string;
  /** In characters (UTF-16 units). */
  readonly max: number;
  readonly words: ValueWords;
  /** `running 1.20 s`, of a call that runs. */
  readonly running?: string;
}

const shortestArguments = 12;

/** One line for a call, of at most about `max` characters; empty where nothing was recorded of it. */
export function callText(span: Span, { form, name, max, words, running }: CallTextOptions): string {
  const whole = form === 'whole' ? name : '';
  const most = form === 'result' ? max : Math.ceil(max / 2);
  const came = cameText(span, { max: most, words, running });
  if (form === 'result') return came;
  const room = Math.max(shortestArguments, max - whole.length - came.length - 3);
  const given = givenText(span, room, words);
  if (given === undefined) return [whole, came].filter(Boolean).join(' ');
  return `${whole}(${given})${came === '' ? '' : ` ${came}`}`;
}

interface CameOptions extends Pick<CallTextOptions, 'max' | 'words'> {
  readonly running: string | undefined;
}

function cameText(span: Span, { max, words, running }: CameOptions): string {
  switch (span.status) {
    case 'running':
      return `… ${running ?? 'running'}`;
    case 'aborted':
      return '✗ aborted';
    case 'error':
      return cut(`✗ ${oneLine(failureOf(span))}`, max);
    case 'ok':
    case 'unset': {
      const result = resultText(span, max - 2, words);
      return result === '' ? '' : `→ ${result}`;
    }
    default:
      return assertNever(span.status);
  }
}

function failureOf({ exceptions, statusMessage }: Span): string {
  const [exception] = exceptions;
  if (exception === undefined) return statusMessage ?? 'error';
  const type = exception.type.split('.').at(-1) ?? exception.type;
  return exception.message === '' ? type : `${type}: ${exception.message}`;
}

/** `undefined`: nothing is known of them. */
function givenText(span: Span, max: number, words: ValueWords): string | undefined {
  if (isChat(span)) {
    const said = askedOf(span.chat.messages);
    if (said !== undefined) return compactValue(said, max, words);
  }
  return span.inputs === null ? undefined : compactArguments(span.inputs, max, words);
}

function resultText(span: Span, max: number, words: ValueWords): string {
  const { documents, outputs } = span;
  if (isChat(span)) {
    const last = span.chat.messages.at(-1);
    if (last?.role === 'assistant') return saidText(last, max, words);
  }
  if (documents !== undefined && Array.isArray(outputs))
    return `[${documents.length} ${documents.length === 1 ? 'document' : 'documents'}]`;
  return outputs === null ? '' : compactValue(unwrapped(outputs), max, words);
}

/** A function of the user that holds a whole conversation is told by its own inputs and outputs. */
function isChat(span: Span): span is Span & { readonly chat: NonNullable<Span['chat']> } {
  const { chat, kind, inputs } = span;
  if (chat === undefined || chat.messages.length === 0) return false;
  return kind === 'CHAT_MODEL' || kind === 'LLM' || inputs === null;
}

/** What was said before the answer. */
function askedOf(messages: readonly ChatMessage[]): string | undefined {
  const asked = messages.findLast(({ role }, at) => role !== 'assistant' || at < messages.length - 1);
  return asked && textOf(asked);
}

function saidText(message: ChatMessage, max: number, words: ValueWords): string {
  const [call] = message.toolCalls ?? [];
  if (call === undefined) return compactValue(textOf(message), max, words);
  const room = Math.max(shortestArguments, max - call.name.length - 2);
  return `${call.name}(${compactArguments(call.arguments, room, words)})`;
}

function textOf({ content }: ChatMessage): string {
  return content
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join(' ')
    .trim();
}

/** Frameworks wrap what a tool gave: `{"result": 41.21}`. */
function unwrapped(outputs: JsonValue): JsonValue {
  if (!isJsonObject(outputs)) return outputs;
  const [only, more] = Object.keys(outputs);
  return (only === 'result' || only === 'output') && more === undefined ? (outputs[only] ?? null) : outputs;
}

function oneLine(text: string): string {
  return text
    .slice(0, 1_000)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}
