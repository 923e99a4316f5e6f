import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { assign, type MutableObject } from './assign.ts';

/**
 * The places within a JSON value where a number stands that JSON's one kind of number cannot tell. `1` is such a place,
 * an object leads by key or index to those below, and `1` for a list says that each of its items is one. A text there is an
 * integer's digits (beyond 2^53) or `NaN`, `Infinity`, `-Infinity`; a whole number there is a floating-point one.
 */
export type NumberMask = 1 | { readonly [key: string]: NumberMask };

export type MutableMask = { [key: string]: NumberMask };

/** Attributes with the masks of those values that need one. */
export interface MarkedAttributes {
  readonly attributes: JsonObject;
  readonly numbers?: Readonly<Record<string, NumberMask>>;
}

/** The same under construction. */
export interface AttributesDraft {
  readonly attributes: MutableObject;
  numbers: MutableMask | undefined;
}

/** Attributes and nothing else; without masks where there are none. */
export function marked({ attributes, numbers }: MarkedAttributes | AttributesDraft): MarkedAttributes {
  return numbers === undefined ? { attributes } : { attributes, numbers };
}

/** Sets an attribute; the last of several equal keys wins, with its mask or without. */
export function put(
  draft: AttributesDraft,
  key: string,
  value: JsonValue,
  mask: NumberMask | undefined,
): void {
  assign(draft.attributes, key, value);
  if (mask !== undefined) {
    draft.numbers ??= {};
    assign(draft.numbers, key, mask);
  } else if (draft.numbers !== undefined) {
    Reflect.deleteProperty(draft.numbers, key);
  }
}

/** The mask of a floating-point number by what a decoder made of it: a number, or the name of one that JSON has not. */
export function maskOfDouble(value: number | string): 1 | undefined {
  return typeof value === 'string' || Number.isSafeInteger(value) ? 1 : undefined;
}

/** The mask of what stands at `key` of a masked value. */
export function maskAt(mask: NumberMask | undefined, key: string | number): NumberMask | undefined {
  if (mask === undefined || mask === 1) return mask;
  return Object.hasOwn(mask, key) ? mask[key] : undefined;
}

/** A list's mask out of those of its items: one place where every item is one, as in a vector of whole floats. */
export function maskOfList(masks: MutableMask | undefined, length: number): NumberMask | undefined {
  if (masks === undefined) return undefined;
  const all = Object.values(masks);
  if (all.length === 0) return undefined;
  return all.length === length && all.every((mask) => mask === 1) ? 1 : masks;
}
