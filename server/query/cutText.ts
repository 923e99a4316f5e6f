import { isJsonObject, type JsonValue } from '../../protocol/base/json.ts';
import type { JsonPath, TextCut } from '../../protocol/messages/requests.ts';

export interface CutResult<T> {
  readonly value: T;
  readonly cut: readonly TextCut[];
}

/**
 * The same value with every string longer than `maxText` (UTF-16 units) cut to that length, and where; parts
 * that hold no long string are not copied. A cut never splits a surrogate pair, so it may be one unit shorter:
 * what is missing starts at the length of what is there.
 */
export function cutText<T>(value: T, maxText: number): CutResult<T> {
  const cut: TextCut[] = [];
  const walk = (node: unknown, path: JsonPath): unknown => {
    if (typeof node === 'string') {
      if (node.length <= maxText) return node;
      cut.push({ path, total: node.length });
      return node.slice(0, wholeLength(node, maxText));
    }
    if (Array.isArray(node)) {
      const items = node.map((item, index) => walk(item, [...path, index]));
      return items.some((item, index) => item !== node[index]) ? items : node;
    }
    if (!isJsonObject(node)) return node;
    const entries = Object.entries(node).map(([key, item]) => [key, walk(item, [...path, key])] as const);
    return entries.some(([key, item]) => item !== node[key]) ? Object.fromEntries(entries) : node;
  };
  return { value: walk(value, []) as T, cut };
}

/** The value at `path`; `undefined` where there is none. Own properties only. */
export function valueAt(value: unknown, path: JsonPath): JsonValue | undefined {
  let node = value;
  for (const key of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Readonly<Record<string | number, unknown>>)[key];
  }
  return node as JsonValue | undefined;
}

/** `length` units of a text from `offset`, moved so that no surrogate pair is split; empty only at the end. */
export function textPiece(text: string, offset: number, length: number): string {
  const start = wholeLength(text, offset);
  const end = wholeLength(text, offset + length);
  return text.slice(start, end > start ? end : end + 2);
}

function wholeLength(text: string, length: number): number {
  const isInsidePair =
    length > 0 &&
    length < text.length &&
    /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(length - 1, length + 1));
  return isInsidePair ? length - 1 : length;
}
