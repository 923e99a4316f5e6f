import type { JsonValue } from '../../protocol/base/json.ts';
import { assign, type MutableObject } from './assign.ts';
import { type MutableMask, maskAt, maskOfList, type NumberMask } from './numberMask.ts';

export interface MaskedValue {
  readonly value: JsonValue;
  readonly mask: NumberMask | undefined;
}

/**
 * A value whose numbers that JSON cannot tell are texts behind a tag, without the tags and with the mask of where they
 * were; a whole float becomes a number. `escapes` is the tag as JSON writes it. Changes `value`, which nobody else has yet.
 */
export function takeTags(value: JsonValue, escapes: string): MaskedValue {
  const around: MutableObject = { value };
  const mask = untag(around, JSON.parse(`"${escapes}"`) as string);
  return { value: around.value ?? null, mask: maskAt(mask, 'value') };
}

function untag(container: MutableObject, tag: string): NumberMask | undefined {
  const masks: MutableMask = {};
  let count = 0;
  for (const key of Object.keys(container)) {
    const value = container[key] ?? null;
    let mask: NumberMask | undefined;
    if (typeof value === 'string') {
      if (!value.startsWith(tag)) continue;
      assign(container, key, numberFrom(value.slice(tag.length)));
      mask = 1;
    } else if (typeof value === 'object' && value !== null) {
      mask = untag(value as MutableObject, tag);
    }
    if (mask === undefined) continue;
    assign(masks, key, mask);
    count++;
  }
  if (count === 0) return undefined;
  return Array.isArray(container) ? maskOfList(masks, container.length) : masks;
}

function numberFrom(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}
