import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { isJsonObject } from '../../protocol/base/json.ts';
import { type MarkedAttributes, maskAt, type NumberMask } from '../decode/numberMask.ts';

/** Attributes as OTLP `KeyValue`s in snake_case proto3 JSON. */
export function keyValuesOf({ attributes, numbers }: MarkedAttributes): readonly JsonValue[] {
  return keyValues(attributes, numbers);
}

function keyValues(object: JsonObject, mask: NumberMask | undefined): readonly JsonValue[] {
  return Object.keys(object).map((key) => ({
    key,
    value: anyValueOf(object[key] ?? null, maskAt(mask, key)),
  }));
}

/** One value as OTLP `AnyValue`; `null` is the empty one. Whole numbers become `int_value` where the mask has none. */
export function anyValueOf(value: JsonValue, mask?: NumberMask): JsonObject {
  if (value === null) return {};
  if (typeof value === 'string') return mask === 1 ? maskedText(value) : { string_value: value };
  if (typeof value === 'boolean') return { bool_value: value };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && mask !== 1 ? { int_value: value } : { double_value: value };
  }
  if (isJsonObject(value)) return { kvlist_value: { values: keyValues(value, mask) } };
  return { array_value: { values: value.map((item, index) => anyValueOf(item, maskAt(mask, index))) } };
}

/** 64-bit integers are text in proto3 JSON. One that needs more has no any-value, and a reader fails on it. */
function maskedText(text: string): JsonObject {
  if (!/\d/.test(text)) return { double_value: text };
  const integer = BigInt(text);
  return BigInt.asIntN(64, integer) === integer ? { int_value: text } : { string_value: text };
}
