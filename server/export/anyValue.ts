import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { isJsonObject } from '../../protocol/base/json.ts';

/** An object as OTLP `KeyValue`s in snake_case proto3 JSON. */
export function keyValuesOf(object: JsonObject): readonly JsonValue[] {
  return Object.keys(object).map((key) => ({ key, value: anyValueOf(object[key] ?? null) }));
}

/** One value as OTLP `AnyValue`; `null` is the empty one. Whole numbers become `int_value`. */
export function anyValueOf(value: JsonValue): JsonObject {
  if (value === null) return {};
  if (typeof value === 'string') return { string_value: value };
  if (typeof value === 'boolean') return { bool_value: value };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { int_value: value } : { double_value: value };
  }
  if (isJsonObject(value)) return { kvlist_value: { values: keyValuesOf(value) } };
  return { array_value: { values: value.map(anyValueOf) } };
}
