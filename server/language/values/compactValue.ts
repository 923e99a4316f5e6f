import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';

/** How a language writes what JSON calls `true`, `false` and `null`. */
export interface ValueWords {
  readonly yes: string;
  readonly no: string;
  readonly nothing: string;
}

export const pythonWords: ValueWords = { yes: 'True', no: 'False', nothing: 'None' };
export const jsonWords: ValueWords = { yes: 'true', no: 'false', nothing: 'null' };

/** How much of a value is told: characters of a text, members of a list or object, objects within objects. */
interface Detail {
  readonly text: number;
  readonly members: number;
  readonly depth: number;
}

/** From the most to the least: the first that fits is taken. Long texts are cut before members are left out. */
const details: readonly Detail[] = [
  ...detailsOf({ members: 40, depth: 4 }, [400, 160]),
  ...detailsOf({ members: 10, depth: 3 }, [120, 80, 56, 40, 28]),
  ...detailsOf({ members: 10, depth: 2 }, [56, 28]),
  ...detailsOf({ members: 10, depth: 1 }, [56, 40, 28, 20]),
  ...detailsOf({ members: 6, depth: 2 }, [40, 28, 20]),
  ...detailsOf({ members: 6, depth: 1 }, [40, 28, 20, 14]),
  ...detailsOf({ members: 4, depth: 1 }, [56, 40, 28, 20, 14]),
  ...detailsOf({ members: 3, depth: 1 }, [40, 28, 20, 14]),
  ...detailsOf({ members: 2, depth: 1 }, [40, 28, 20, 12]),
  ...detailsOf({ members: 1, depth: 1 }, [40, 28, 20, 12]),
  ...detailsOf({ members: 1, depth: 0 }, [20, 8]),
];

function detailsOf(rest: Omit<Detail, 'text'>, texts: readonly number[]): readonly Detail[] {
  return texts.map((text) => ({ ...rest, text }));
}

/** One line of at most `max` characters (UTF-16 units): `{a: 1, …3 more}`, `"What is a 15 per…"`. Reads no more than it tells. */
export function compactValue(value: JsonValue, max: number, words: ValueWords): string {
  return firstThatFits(max, (detail) => told(value, detail, words));
}

/** Arguments as a call has them: `query="…", k=3`; of a list its members. */
export function compactArguments(inputs: JsonValue, max: number, words: ValueWords): string {
  if (Array.isArray(inputs)) return firstThatFits(max, (detail) => members(inputs, detail, words));
  if (!isJsonObject(inputs)) return inputs === null ? '' : compactValue(inputs, max, words);
  const given = withoutSelf(inputs);
  return firstThatFits(max, (detail) => pairs(given, { ...detail, sign: '=' }, words));
}

/** A text that is cut ends in `…`, and never within a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, Math.max(0, max - 1)).replace(/(?:[\uD800-\uDBFF]|\u200d|\ufe0f)+$/, '')}…`;
}

function firstThatFits(max: number, tell: (detail: Detail) => string): string {
  let text = '';
  for (const detail of details) {
    text = tell(detail);
    if (text.length <= max) return text;
  }
  return cut(text, max).replace(/…+$/, '…');
}

function told(value: JsonValue, detail: Detail, words: ValueWords): string {
  if (typeof value === 'string') return quoted(value, detail.text);
  if (value === null) return words.nothing;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  if (typeof value === 'number') return String(value);
  const message = lastMessage(value);
  if (message !== undefined) return message === '' ? '…' : quoted(message, detail.text);
  if (Array.isArray(value)) return listText(value, detail, words);
  if (Object.keys(value).length === 0) return '{}';
  if (detail.depth === 0) return '{…}';
  return `{${pairs(value as JsonObject, { ...detail, depth: detail.depth - 1, sign: ': ' }, words)}}`;
}

function listText(list: readonly JsonValue[], detail: Detail, words: ValueWords): string {
  if (list.length === 0) return '[]';
  // `[{…}, {…}]` would say less.
  const saysNothing = detail.depth <= 1 && typeof list[0] === 'object' && list[0] !== null;
  if (saysNothing || detail.depth === 0) return `[${list.length} ${list.length === 1 ? 'item' : 'items'}]`;
  return `[${members(list, { ...detail, depth: detail.depth - 1 }, words)}]`;
}

function members(list: readonly JsonValue[], detail: Detail, words: ValueWords): string {
  const shown = list.slice(0, detail.members).map((item) => told(item, detail, words));
  return [...shown, ...moreThan(shown.length, list.length)].join(', ');
}

function pairs(
  object: JsonObject,
  { sign, ...detail }: Detail & { readonly sign: '=' | ': ' },
  words: ValueWords,
): string {
  const keys = Object.keys(object);
  const shown = keys
    .slice(0, detail.members)
    .map((key) => `${cut(flat(key), detail.text)}${sign}${told(object[key] ?? null, detail, words)}`);
  return [...shown, ...moreThan(shown.length, keys.length)].join(', ');
}

function moreThan(shown: number, total: number): readonly string[] {
  return total > shown ? [`…${total - shown} more`] : [];
}

function quoted(text: string, max: number): string {
  // A prompt may have megabytes.
  const start = flat(text.slice(0, max + 1)).replaceAll('"', '\\"');
  return `"${cut(text.length > max + 1 ? `${start}…` : start, max)}"`;
}

/** Without line ends, and without what would turn the line round (bidirectional marks). */
function flat(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
}

function withoutSelf(inputs: JsonObject): JsonObject {
  const { self: _self, cls: _cls, ...rest } = inputs;
  return rest;
}

/** What was said last, of a list of chat messages as providers take them; `undefined`: it is none. */
function lastMessage(value: JsonValue): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const last: JsonValue = value.at(-1) ?? null;
  if (!isJsonObject(last) || typeof last.role !== 'string' || last.content === undefined) return undefined;
  if (typeof last.content === 'string') return last.content;
  const parts = Array.isArray(last.content) ? last.content : [];
  return parts
    .flatMap((part: JsonValue) => (isJsonObject(part) && typeof part.text === 'string' ? part.text : []))
    .join(' ');
}
