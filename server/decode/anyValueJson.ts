import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/base/json.ts';
import { field, type JsonCursor } from './jsonCursor.ts';
import { maxDepth } from './limits.ts';
import { type AttributesDraft, type MutableMask, maskOfDouble, maskOfList, put } from './numberMask.ts';

/** A list of OTLP/JSON `KeyValue`s as an object; the last of equal keys wins. */
export function attributesFrom(cursor: JsonCursor, list: JsonValue | undefined, depth = 0): AttributesDraft {
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  cursor.each(depth === 0 ? 'attributes' : 'values', list, (entry) => {
    const key = field(entry, 'key') ?? '';
    if (typeof key !== 'string') cursor.fail('expected a text as key');
    const value = anyValueFrom(cursor, field(entry, 'value'), depth);
    put(draft, String(key), value, cursor.mask);
  });
  return draft;
}

/** One OTLP/JSON `AnyValue`, whose mask is left in the cursor; an empty one is `null`. */
export function anyValueFrom(cursor: JsonCursor, value: JsonValue | undefined, depth: number): JsonValue {
  cursor.mask = undefined;
  if (value === undefined || value === null) return null;
  const any = cursor.object(value);
  const text = field(any, 'stringValue', 'string_value');
  if (text !== undefined) return typeof text === 'string' ? text : cursor.fail('stringValue is no text');
  const flag = field(any, 'boolValue', 'bool_value');
  if (flag !== undefined) return typeof flag === 'boolean' ? flag : cursor.fail('boolValue is no boolean');
  const whole = field(any, 'intValue', 'int_value');
  if (whole !== undefined) return integerFrom(cursor, whole);
  const real = field(any, 'doubleValue', 'double_value');
  if (real !== undefined) {
    const double = doubleFrom(cursor, real);
    cursor.mask = maskOfDouble(double);
    return double;
  }
  const bytes = field(any, 'bytesValue', 'bytes_value');
  if (bytes !== undefined) return typeof bytes === 'string' ? bytes : cursor.fail('bytesValue is no text');
  return nestedFrom(cursor, any, depth);
}

function nestedFrom(cursor: JsonCursor, any: JsonObject, depth: number): JsonValue {
  const array = field(any, 'arrayValue', 'array_value');
  const map = field(any, 'kvlistValue', 'kvlist_value');
  if (array === undefined && map === undefined) return null;
  if (depth >= maxDepth) return cursor.fail(`attribute value is nested deeper than ${maxDepth} levels`);
  if (map !== undefined) {
    const { attributes, numbers } = attributesFrom(cursor, field(cursor.object(map), 'values'), depth + 1);
    cursor.mask = numbers;
    return attributes;
  }
  const values = field(cursor.object(array), 'values');
  if (values !== undefined && !Array.isArray(values)) return cursor.fail('arrayValue.values is no list');
  const masks: MutableMask = {};
  const items = ((values ?? []) as readonly JsonValue[]).map((item, index) => {
    if (item !== null && !isJsonObject(item)) cursor.fail('expected an object as array element');
    const read = anyValueFrom(cursor, item, depth + 1);
    if (cursor.mask !== undefined) masks[index] = cursor.mask;
    return read;
  });
  cursor.mask = maskOfList(masks, items.length);
  return items;
}

/** A JSON number where it is exact, else decimal text; both spellings of int64 arrive. */
function integerFrom(cursor: JsonCursor, value: JsonValue): number | string {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value !== 'string' || !/^[+-]?\d{1,20}$/.test(value))
    return cursor.fail('intValue is no integer');
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  cursor.mask = 1;
  return BigInt(value).toString();
}

function doubleFrom(cursor: JsonCursor, value: JsonValue): number | string {
  if (typeof value === 'number') return value;
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : cursor.fail('doubleValue is no number');
}
