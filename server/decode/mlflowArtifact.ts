import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/base/json.ts';
import type { SpanEvent, SpanLink } from '../../protocol/model/span.ts';
import { attributesFrom } from './anyValueJson.ts';
import { assign, type MutableObject } from './assign.ts';
import { isTooDeep } from './depth.ts';
import { parseExactJson, tryParseExactJson } from './exactJson.ts';
import { parentIdFrom, spanIdFrom, traceIdFrom } from './ids.ts';
import { field, JsonPath, nanosField, textField } from './jsonPath.ts';
import { maxDepth } from './limits.ts';
import { statusCodes } from './otlpFields.ts';
import type { RawSpan } from './rawSpan.ts';
import { finish, newDraft } from './spanBuilder.ts';

const around = { scope: { name: '' }, resource: {}, door: 'mlflow' } as const;

/**
 * The spans of an MLflow `traces.json` artifact in all its encodings: SDK 2.14–2.20 (`context`, ids with
 * `0x`), 2.21–2.22 (without), 3.0–3.4 and 3.5+ (base64 ids, OTLP-like names). Attribute values, JSON text in
 * all of them, come out decoded, as the same span's typed values by OTLP. `request` and `response` repeat the root's.
 * @throws DecodeError that says where; nothing else
 */
export function decodeMlflowArtifact(body: Uint8Array | string): readonly RawSpan[] {
  const path = new JsonPath('traces.json');
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const content = path.object(path.located(() => parseExactJson(text)));
  return path.each('spans', field(content, 'spans'), (span) =>
    isJsonObject(span.context) ? spanV2(path, span, span.context) : spanV3(path, span),
  );
}

function spanV2(path: JsonPath, span: JsonObject, context: JsonObject): RawSpan {
  const draft = newDraft();
  draft.traceId = path.in('context.trace_id', () => idFrom(path, context.trace_id, traceIdFrom));
  draft.spanId = path.in('context.span_id', () => idFrom(path, context.span_id, spanIdFrom));
  draft.parentId = path.in('parent_id', () => parent(path, span.parent_id));
  draft.name = textField(path, span.name);
  draft.startNs = path.in('start_time', () => nanosField(path, span.start_time));
  draft.endNs = path.in('end_time', () => nanosField(path, span.end_time));
  draft.status = status(path, span.status_code, span.status_message);
  draft.events.push(...path.each('events', field(span, 'events'), (event) => eventFrom(path, event)));
  return finish({ ...draft, attributes: attributesOf(path, span.attributes) }, around);
}

function spanV3(path: JsonPath, span: JsonObject): RawSpan {
  const draft = newDraft();
  const state = isJsonObject(span.status) ? span.status : {};
  draft.traceId = path.in('trace_id', () => idFrom(path, span.trace_id, traceIdFrom));
  draft.spanId = path.in('span_id', () => idFrom(path, span.span_id, spanIdFrom));
  draft.parentId = path.in('parent_span_id', () => parent(path, span.parent_span_id));
  draft.name = textField(path, span.name);
  draft.startNs = path.in('start_time_unix_nano', () => nanosField(path, span.start_time_unix_nano));
  draft.endNs = path.in('end_time_unix_nano', () => nanosField(path, span.end_time_unix_nano));
  draft.status = status(path, state.code, state.message);
  draft.traceState = textField(path, field(span, 'trace_state'));
  draft.events.push(...path.each('events', field(span, 'events'), (event) => eventFrom(path, event)));
  draft.links.push(...path.each('links', field(span, 'links'), (link) => linkFrom(path, link)));
  return finish({ ...draft, attributes: attributesOf(path, span.attributes) }, around);
}

function idFrom(path: JsonPath, value: JsonValue | undefined, read: (text: string) => string): string {
  const text = textField(path, value);
  return path.located(() => read(text));
}

function parent(path: JsonPath, value: JsonValue | undefined): string | undefined {
  const text = textField(path, value);
  return path.located(() => parentIdFrom(text));
}

/** `OK`, `STATUS_CODE_OK`; anything else is unset. */
function status(path: JsonPath, code: JsonValue | undefined, text: JsonValue | undefined): RawSpan['status'] {
  const word = textField(path, code).replace('STATUS_CODE_', '').toLowerCase();
  const message = textField(path, text);
  return { code: statusCodes.find((known) => known === word) ?? 'unset', ...(message !== '' && { message }) };
}

/** Each value decoded once; what is not JSON (cut at a limit) stays text. */
function attributesOf(path: JsonPath, value: JsonValue | undefined): JsonObject {
  if (value === undefined || value === null) return {};
  // The proto form of `traces/get`, which some tools save as an artifact.
  if (Array.isArray(value)) return attributesFrom(path, value);
  const given = path.in('attributes', () => path.object(value));
  const attributes: MutableObject = {};
  for (const key of Object.keys(given)) assign(attributes, key, attributeFrom(path, given[key] ?? null));
  return attributes;
}

function attributeFrom(path: JsonPath, value: JsonValue): JsonValue {
  if (typeof value !== 'string') return bounded(path, value);
  const parsed = tryParseExactJson(value);
  return parsed === undefined || isTooDeep(parsed, maxDepth) ? value : parsed;
}

function bounded(path: JsonPath, value: JsonValue): JsonValue {
  return isTooDeep(value, maxDepth) ? path.fail(`a value is nested deeper than ${maxDepth} levels`) : value;
}

/** Event attributes are plain values, not JSON text. */
function eventFrom(path: JsonPath, event: JsonObject): SpanEvent {
  const attributes = field(event, 'attributes');
  return {
    name: textField(path, event.name),
    timeNs: path.in('timestamp', () => nanosField(path, field(event, 'timestamp', 'time_unix_nano'))),
    attributes: attributes === undefined ? {} : path.object(bounded(path, attributes)),
  };
}

function linkFrom(path: JsonPath, link: JsonObject): SpanLink {
  const attributes = field(link, 'attributes');
  return {
    traceId: path.in('trace_id', () => idFrom(path, link.trace_id, traceIdFrom)),
    spanId: path.in('span_id', () => idFrom(path, link.span_id, spanIdFrom)),
    attributes: attributes === undefined ? {} : path.object(bounded(path, attributes)),
  };
}
