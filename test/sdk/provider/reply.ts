import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';

/** What the model says, before a provider's words for it. */
export interface Reply {
  readonly text: string;
  readonly reasoning?: string;
  readonly refusal?: string;
  readonly toolCall?: { readonly name: string; readonly arguments: JsonObject };
}

/** The tokens of every answer, so that sums can be told from single calls. Cached ones are among `input`. */
export const tokens = { input: 20, output: 10, cached: 8, reasoning: 4 } as const;

/** A status to fail with, where the question asks for it: "Fail with 429". */
export function failureFor(question: string): number | undefined {
  const [, status] = /fail with (\d+)/i.exec(question) ?? [];
  return status === undefined ? undefined : Number(status);
}

export interface Turn {
  /** Text of the last message of the user. */
  readonly question: string;
  /** The conversation ends with the result of a tool. */
  readonly isAfterTool: boolean;
  readonly hasTools: boolean;
  /** The answer must be JSON. */
  readonly isStructured?: boolean;
}

export function replyTo({ question, isAfterTool, hasTools, isStructured }: Turn): Reply {
  if (isAfterTool) return { text: 'The tip is $12.68.' };
  if (isStructured) return { text: '{"max_minutes": 10}' };
  if (/refuse/i.test(question)) return { text: '', refusal: 'I will not.' };
  if (hasTools && /\btip\b/i.test(question)) {
    const args = { bill_amount: 84.5, tip_percentage: 15 };
    return { text: '', toolCall: { name: 'calculate_tip', arguments: args } };
  }
  const text = 'A trace is the story of one request.';
  return /think/i.test(question) ? { text, reasoning: 'Someone wants to know about traces.' } : { text };
}

/** Text of a message's content, which is text or a list of blocks with it. */
export function textIn(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((block: JsonValue) => (isJsonObject(block) ? textIn(block.text) : '')).join('');
}

/** A text as the pieces of a stream, spaces kept. */
export function piecesOf(text: string): readonly string[] {
  return text.match(/\S+\s*/g) ?? [];
}
