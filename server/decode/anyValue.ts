import type { JsonValue } from '../../protocol/base/json.ts';
import { assign, type MutableObject } from './assign.ts';
import { maxDepth } from './limits.ts';
import type { OtlpCursor } from './otlpCursor.ts';
import { anyValueField, keyValueField, listField } from './otlpFields.ts';

/** Reads one `KeyValue` into `target`. A key without a value is `null`, as in OTLP's empty `AnyValue`. */
export function readKeyValue(cursor: OtlpCursor, end: number, target: MutableObject, depth: number): void {
  let key = '';
  let value: JsonValue = null;
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
  assign(target, key, value);
}

/** Reads one `AnyValue` up to `end`; the last member of the oneof wins. */
export function readAnyValue(cursor: OtlpCursor, end: number, depth: number): JsonValue {
  let value: JsonValue = null;
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case anyValueField.stringValue:
        value = cursor.text(tag, end, 'string_value');
        break;
      case anyValueField.boolValue:
        value = cursor.uint32(tag, end, 'bool_value') !== 0;
        break;
      case anyValueField.intValue:
        value = cursor.int64(tag, end, 'int_value');
        break;
      case anyValueField.doubleValue:
        value = cursor.double(tag, end, 'double_value');
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
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    if (tag >>> 3 === listField.values) {
      values.push(readAnyValue(cursor, cursor.message(tag, end, 'array element'), depth));
    } else {
      cursor.skip(tag, end);
    }
  }
  return values;
}

function readMap(cursor: OtlpCursor, end: number, depth: number): MutableObject {
  const values: MutableObject = {};
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    if (tag >>> 3 === listField.values) {
      readKeyValue(cursor, cursor.message(tag, end, 'map entry'), values, depth);
    } else {
      cursor.skip(tag, end);
    }
  }
  return values;
}
