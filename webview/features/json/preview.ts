import { isJsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import type { JsonPath } from '../../../protocol/messages/requests.ts';

/** A value on one line, at most about `room` characters: `{city: "Kyoto", days: 3}`. */
export function previewJson(value: JsonValue, room = 80): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > room ? `${value.slice(0, room)}…` : value);
  if (Array.isArray(value))
    return `[${joinShort(value.values(), (item) => previewJson(item, room / 2), room)}]`;
  if (isJsonObject(value)) {
    const pair = ([key, item]: [string, JsonValue]): string => `${key}: ${previewJson(item, room / 2)}`;
    return `{${joinShort(Object.entries(value).values(), pair, room)}}`;
  }
  return String(value);
}

/** Reads no more of a large collection than has room. */
function joinShort<T>(items: Iterable<T>, show: (item: T) => string, room: number): string {
  let text = '';
  for (const item of items) {
    if (text.length > room) return `${text}, …`;
    text += (text === '' ? '' : ', ') + show(item);
  }
  return text;
}

/** `messages[0].content`, `["odd key"].x`: as one would write it in code. */
export function formatPath(path: JsonPath): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
