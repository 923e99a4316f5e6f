import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { base64OfHex } from '../decode/ids.ts';
import { requestIdFor } from '../decode/mlflowKeys.ts';
import { type MarkedAttributes, maskAt, type NumberMask } from '../decode/numberMask.ts';
import type { RawEvent, RawLink, RawSpan } from '../decode/rawSpan.ts';
import { keyValuesOf } from './anyValue.ts';
import { mlflowAttributes } from './mlflowAttributes.ts';
import { pythonJson } from './pythonJson.ts';

/**
 * The text of a `traces.json` as SDK 2.14–2.22 write and read it: `{spans, request, response}` with
 * `context`, ids behind `0x` and attribute values as JSON text. The root, if it is in, comes first.
 */
export function toArtifactV2(spans: readonly RawSpan[]): string {
  const root = spans.find((span) => span.parentId === undefined);
  const ordered = root === undefined ? spans : [root, ...spans.filter((span) => span !== root)];
  const given = root && mlflowAttributes(root, requestIdV2(root));
  const textOf = (key: string) => quotedText(given?.attributes[key], maskAt(given?.numbers, key));
  return objectText({
    spans: listText(ordered.map(spanV2)),
    request: textOf('mlflow.spanInputs'),
    response: textOf('mlflow.spanOutputs'),
  });
}

/** The text of a `traces.json` as SDK 3.5+ writes it and 3.0+ read it: base64 ids, OTLP-like names. */
export function toArtifactV3(spans: readonly RawSpan[]): string {
  return objectText({ spans: listText(spans.map(spanV3)) });
}

/**
 * One span in the proto3 JSON of `traces/get` and `batchGet` (snake_case, base64 ids, typed any-values), as
 * SDK 3.6+ reads it. 64-bit integers are text, as proto3 JSON allows: a double could not hold them.
 */
export function toProtoJson(span: RawSpan): JsonObject {
  return {
    trace_id: base64OfHex(span.traceId),
    span_id: base64OfHex(span.spanId),
    ...(span.parentId !== undefined && { parent_span_id: base64OfHex(span.parentId) }),
    name: span.name,
    start_time_unix_nano: span.startNs,
    ...(span.endNs !== undefined && { end_time_unix_nano: span.endNs }),
    attributes: keyValuesOf(mlflowAttributes(span, requestIdFor(span))),
    ...(span.events.length > 0 && { events: span.events.map(protoEvent) }),
    ...(span.links.length > 0 && { links: span.links.map(protoLink) }),
    status: {
      code: statusName(span),
      ...(span.status.message !== undefined && { message: span.status.message }),
    },
  };
}

function protoEvent(event: RawEvent): JsonObject {
  return { time_unix_nano: event.timeNs, name: event.name, attributes: keyValuesOf(event) };
}

function protoLink(link: RawLink): JsonObject {
  return {
    trace_id: base64OfHex(link.traceId),
    span_id: base64OfHex(link.spanId),
    attributes: keyValuesOf(link),
  };
}

function spanV2(span: RawSpan): string {
  return objectText({
    name: JSON.stringify(span.name),
    context: JSON.stringify({ span_id: `0x${span.spanId}`, trace_id: `0x${span.traceId}` }),
    parent_id: span.parentId === undefined ? 'null' : `"0x${span.parentId}"`,
    start_time: span.startNs,
    end_time: span.endNs ?? 'null',
    status_code: JSON.stringify(span.status.code.toUpperCase()),
    status_message: JSON.stringify(span.status.message ?? ''),
    attributes: attributesText(mlflowAttributes(span, requestIdV2(span))),
    events: listText(span.events.map((event) => eventText(event, 'timestamp'))),
  });
}

function spanV3(span: RawSpan): string {
  return objectText({
    trace_id: JSON.stringify(base64OfHex(span.traceId)),
    span_id: JSON.stringify(base64OfHex(span.spanId)),
    parent_span_id: span.parentId === undefined ? 'null' : JSON.stringify(base64OfHex(span.parentId)),
    name: JSON.stringify(span.name),
    start_time_unix_nano: span.startNs,
    end_time_unix_nano: span.endNs ?? 'null',
    events: listText(span.events.map((event) => eventText(event, 'time_unix_nano'))),
    status: JSON.stringify(statusV3(span)),
    attributes: attributesText(mlflowAttributes(span, requestIdFor(span))),
    links: listText(span.links.map(linkText)),
  });
}

/** A span that never ended has no message, not even an empty one. */
function statusV3(span: RawSpan): JsonObject {
  const { code, message } = span.status;
  return { code: statusName(span), ...((code !== 'unset' || message) && { message: message ?? '' }) };
}

function requestIdV2(span: RawSpan): string {
  return span.requestId ?? span.traceId;
}

function statusName({ status }: RawSpan): string {
  return `STATUS_CODE_${status.code.toUpperCase()}`;
}

function eventText({ name, timeNs, attributes, numbers }: RawEvent, timeKey: string): string {
  return objectText({
    name: JSON.stringify(name),
    [timeKey]: timeNs,
    attributes: pythonJson(attributes, numbers),
  });
}

function linkText({ traceId, spanId, attributes, numbers }: RawLink): string {
  return objectText({
    trace_id: JSON.stringify(base64OfHex(traceId)),
    span_id: JSON.stringify(base64OfHex(spanId)),
    attributes: pythonJson(attributes, numbers),
  });
}

function attributesText({ attributes, numbers }: MarkedAttributes): string {
  return `{${Object.keys(attributes)
    .map((key) => `${JSON.stringify(key)}:${quotedText(attributes[key], maskAt(numbers, key))}`)
    .join(',')}}`;
}

/** A value's JSON text, itself as a JSON string; `null` where there is no value. */
function quotedText(value: JsonValue | undefined, mask: NumberMask | undefined): string {
  return value === undefined ? 'null' : JSON.stringify(pythonJson(value, mask));
}

/**
 * Members are JSON text already: nanoseconds stand as bare integers, which a double could not hold and
 * `JSON.stringify` could not write.
 */
function objectText(members: Readonly<Record<string, string>>): string {
  return `{${Object.entries(members)
    .map(([key, text]) => `${JSON.stringify(key)}:${text}`)
    .join(',')}}`;
}

function listText(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}
