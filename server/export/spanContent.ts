import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { SpanEvent } from '../../protocol/model/span.ts';
import { base64OfHex } from '../decode/ids.ts';
import { requestIdFor } from '../decode/mlflowKeys.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import { mlflowAttributes } from './mlflowAttributes.ts';

/**
 * A span as the text that MLflow's server keeps and searches of it (`spans.content`): `Span.to_dict()` of
 * mlflow/entities/span.py by Python's `json.dumps`, with attribute values as JSON texts of their own.
 */
export function spanContent(span: RawSpan): string {
  const attributes = mlflowAttributes(span, requestIdFor(span));
  const { status } = span;
  return members([
    ['trace_id', quoted(base64OfHex(span.traceId))],
    ['span_id', quoted(base64OfHex(span.spanId))],
    ['parent_span_id', span.parentId === undefined ? 'null' : quoted(base64OfHex(span.parentId))],
    ['name', quoted(span.name)],
    ['start_time_unix_nano', span.startNs],
    ['end_time_unix_nano', span.endNs ?? 'null'],
    ['events', `[${span.events.map(eventText).join(', ')}]`],
    [
      'status',
      pythonJson({ code: `STATUS_CODE_${status.code.toUpperCase()}`, message: status.message ?? '' }),
    ],
    [
      'attributes',
      members(Object.entries(attributes).map(([key, value]) => [key, quoted(pythonJson(value))])),
    ],
    ['links', pythonJson(span.links.map(linkJson))],
  ]);
}

function eventText({ name, timeNs, attributes }: SpanEvent): string {
  return members([
    ['name', quoted(name)],
    ['time_unix_nano', timeNs],
    ['attributes', pythonJson(attributes)],
  ]);
}

function linkJson({ traceId, spanId, attributes }: RawSpan['links'][number]): JsonObject {
  return { trace_id: base64OfHex(traceId), span_id: base64OfHex(spanId), attributes };
}

/** JSON with Python's spaces. Values are as deep as decoders let them be. */
function pythonJson(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${(value as readonly JsonValue[]).map(pythonJson).join(', ')}]`;
  return members(Object.entries(value as JsonObject).map(([key, item]) => [key, pythonJson(item)]));
}

/** The values are JSON already. */
function members(entries: readonly (readonly [key: string, text: string])[]): string {
  return `{${entries.map(([key, text]) => `${quoted(key)}: ${text}`).join(', ')}}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
