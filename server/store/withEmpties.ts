import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/base/json.ts';
import { assign, type MutableObject, own } from '../decode/assign.ts';

/**
 * A value with its `null`s made the empty lists and objects that another record of it has in the same places: the OTLP
 * encoder of MLflow 3.4 and 3.5 writes them all as `null`.
 */
export function withEmpties(value: JsonValue, other: JsonValue | undefined): JsonValue {
  if (value === null) return other !== undefined && isEmpty(other) ? other : null;
  if (typeof value !== 'object' || other === null || typeof other !== 'object') return value;
  if (isJsonObject(value)) return isJsonObject(other) ? inObject(value, other) : value;
  if (isJsonObject(other)) return value;
  const items = value.map((item, index) => withEmpties(item, other[index]));
  return items.every((item, index) => item === value[index]) ? value : items;
}

function inObject(value: JsonObject, other: JsonObject): JsonObject {
  let changed = false;
  const result: MutableObject = {};
  for (const [key, item] of Object.entries(value)) {
    const better = withEmpties(item, own(other, key));
    changed ||= better !== item;
    assign(result, key, better);
  }
  return changed ? result : value;
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
