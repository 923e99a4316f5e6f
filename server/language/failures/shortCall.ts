import { isJsonObject, type JsonValue } from '../../../protocol/base/json.ts';

const longestCall = 160;
const longestText = 40;
const mostItems = 4;

/** `plan(city="Kyoto", days=[1, 2, 3, 4, …])`: one line, however large the inputs are. */
export function shortCall(name: string, inputs: JsonValue): string {
  if (inputs === null) return name;
  const given = isJsonObject(inputs)
    ? Object.entries(inputs)
        .slice(0, 2 * mostItems)
        .map(([key, value]) => `${oneLine(key, longestText)}=${shortValue(value, 0)}`)
    : [shortValue(inputs, 0)];
  return oneLine(`${name}(${given.join(', ')})`, longestCall);
}

function shortValue(value: JsonValue, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(oneLine(value, longestText));
  if (value === null || typeof value !== 'object') return String(value);
  if (depth > 1) return isJsonObject(value) ? '{…}' : '[…]';
  const items = isJsonObject(value)
    ? Object.entries(value)
        .slice(0, mostItems)
        .map(([key, item]) => `${oneLine(key, longestText)}: ${shortValue(item, depth + 1)}`)
    : value.slice(0, mostItems).map((item: JsonValue) => shortValue(item, depth + 1));
  const count = isJsonObject(value) ? Object.keys(value).length : value.length;
  const text = [...items, ...(count > mostItems ? ['…'] : [])].join(', ');
  return isJsonObject(value) ? `{${text}}` : `[${text}]`;
}

/** Control characters and those that turn the direction of a text round are left out; a cut never splits a pair. */
function oneLine(text: string, most: number): string {
  const line = text.slice(0, most + 1).replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return text.length > most ? `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
