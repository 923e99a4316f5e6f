import type { JsonObject } from '../../protocol/base/json.ts';
import { messageOf } from '../../protocol/base/messageOf.ts';
import type { Scope } from '../../protocol/model/span.ts';
import { readKeyValue } from './anyValue.ts';
import type { MutableObject } from './assign.ts';
import type { AttributesDraft } from './numberMask.ts';
import { OtlpCursor } from './otlpCursor.ts';
import {
  requestField,
  resourceField,
  resourceSpansField,
  scopeField,
  scopeSpansField,
} from './otlpFields.ts';
import { readSpan } from './otlpSpan.ts';
import { DecodeError, type RawSpan } from './rawSpan.ts';

/**
 * An `ExportTraceServiceRequest` in protobuf (opentelemetry-proto 1.x) as spans, in the order sent.
 * Unknown fields are skipped; of a repeated single field the last one counts.
 * @throws DecodeError for anything that is not such a message; nothing else.
 */
export function decodeOtlpProtobuf(body: Uint8Array): readonly RawSpan[] {
  const cursor = new OtlpCursor(body);
  const spans: RawSpan[] = [];
  try {
    while (cursor.position < cursor.length) {
      const tag = cursor.tag(cursor.length);
      if (tag >>> 3 === requestField.resourceSpans) {
        readResourceSpans(cursor, cursor.message(tag, cursor.length, 'resource_spans'), spans);
      } else {
        cursor.skip(tag, cursor.length);
      }
    }
  } catch (error) {
    if (DecodeError.is(error)) throw error;
    // The reader itself throws plain errors and RangeErrors for truncated or impossible input.
    return cursor.fail(messageOf(error));
  }
  return spans;
}

function readResourceSpans(cursor: OtlpCursor, end: number, spans: RawSpan[]): void {
  // The resource may follow its spans on the wire: its attributes are filled in place.
  const resource: MutableObject = {};
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case resourceSpansField.resource:
        readResource(cursor, cursor.message(tag, end, 'resource'), {
          attributes: resource,
          numbers: undefined,
        });
        break;
      case resourceSpansField.scopeSpans:
        readScopeSpans(cursor, cursor.message(tag, end, 'scope_spans'), resource, spans);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
}

function readResource(cursor: OtlpCursor, end: number, attributes: AttributesDraft): void {
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    if (tag >>> 3 === resourceField.attributes) {
      readKeyValue(cursor, cursor.message(tag, end, 'resource attribute'), attributes, 0);
    } else {
      cursor.skip(tag, end);
    }
  }
}

function readScopeSpans(cursor: OtlpCursor, end: number, resource: JsonObject, spans: RawSpan[]): void {
  const scope: { name: string; version?: string } = { name: '' };
  const around = { scope: scope as Scope, resource, door: 'otlp' } as const;
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case scopeSpansField.scope:
        readScope(cursor, cursor.message(tag, end, 'scope'), scope);
        break;
      case scopeSpansField.spans:
        spans.push(readSpan(cursor, cursor.message(tag, end, 'span'), around));
        break;
      default:
        cursor.skip(tag, end);
    }
  }
}

function readScope(cursor: OtlpCursor, end: number, scope: { name: string; version?: string }): void {
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case scopeField.name:
        scope.name = cursor.text(tag, end, 'scope.name');
        break;
      case scopeField.version: {
        const version = cursor.text(tag, end, 'scope.version');
        if (version !== '') scope.version = version;
        break;
      }
      default:
        cursor.skip(tag, end);
    }
  }
}
