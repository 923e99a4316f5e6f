import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { maxDepth } from './limits.ts';
import {
  type AttributesDraft,
  type MutableMask,
  maskOfDouble,
  maskOfList,
  type NumberMask,
  put,
} from './numberMask.ts';
import type { OtlpCursor } from './otlpCursor.ts';
import { anyValueField, keyValueField, listField } from './otlpFields.ts';

/** Reads one `KeyValue` into `target`. A key without a value is `null`, as in OTLP's empty `AnyValue`. */
export function readKeyValue(cursor: OtlpCursor, end: number, target: AttributesDraft, depth: number): void {
  let key = '';
  let value: JsonValue = null;
  cursor.mask = undefined;
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case keyValueField.key:
        key = cursor.text(tag, end, 'attribute key');
        break;
      case keyValueField.value:
        value = readAnyValue(cursor, cursor.message(tag, end, 'attribute value'), depth);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  put(target, key, value, cursor.mask);
  cursor.mask = undefined;
}

/** Reads one `AnyValue` up to `end`, and leaves its mask in the cursor; the last member of the oneof wins. */
export function readAnyValue(cursor: OtlpCursor, end: number, depth: number): JsonValue {
  let value: JsonValue = null;
  cursor.mask = undefined;
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    const mask: NumberMask | undefined = cursor.mask;
    cursor.mask = undefined;
    switch (tag >>> 3) {
      case anyValueField.stringValue:
        value = cursor.text(tag, end, 'string_value');
        break;
      case anyValueField.boolValue:
        value = cursor.uint32(tag, end, 'bool_value') !== 0;
        break;
      case anyValueField.intValue:
        value = cursor.int64(tag, end, 'int_value');
        if (typeof value === 'string') cursor.mask = 1;
        break;
      case anyValueField.doubleValue:
        value = cursor.double(tag, end, 'double_value');
        cursor.mask = maskOfDouble(value);
        break;
      case anyValueField.arrayValue:
        value = readArray(cursor, cursor.message(tag, end, 'array_value'), deeper(cursor, depth));
        break;
      case anyValueField.kvlistValue:
        value = readMap(cursor, cursor.message(tag, end, 'kvlist_value'), deeper(cursor, depth));
        break;
      case anyValueField.bytesValue:
        value = cursor.base64(tag, end, 'bytes_value');
        break;
      default:
        cursor.skip(tag, end);
        cursor.mask = mask;
    }
  }
  return value;
}

function deeper(cursor: OtlpCursor, depth: number): number {
  if (depth >= maxDepth) cursor.fail(`attribute value is nested deeper than ${maxDepth} levels`);
  return depth + 1;
}

function readArray(cursor: OtlpCursor, end: number, depth: number): readonly JsonValue[] {
  const values: JsonValue[] = [];
  let masks: MutableMask | undefined;
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    if (tag >>> 3 === listField.values) {
      const value = readAnyValue(cursor, cursor.message(tag, end, 'array element'), depth);
      if (cursor.mask !== undefined) {
        masks ??= {};
        masks[values.length] = cursor.mask;
      }
      values.push(value);
    } else {
      cursor.skip(tag, end);
    }
  }
  cursor.mask = maskOfList(masks, values.length);
  return values;
}

function readMap(cursor: OtlpCursor, end: number, depth: number): JsonObject {
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    if (tag >>> 3 === listField.values) {
      readKeyValue(cursor, cursor.message(tag, end, 'map entry'), draft, depth);
    } else {
      cursor.skip(tag, end);
    }
  }
  cursor.mask = draft.numbers;
  return draft.attributes;
}
