import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/base/json.ts';
import type { SpanEvent, SpanLink } from '../../protocol/model/span.ts';
import { attributesFrom } from './anyValueJson.ts';
import { assign, type MutableObject } from './assign.ts';
import { isTooDeep } from './depth.ts';
import { parseExactJson, tryParseExactJson } from './exactJson.ts';
import { parentIdFrom, spanIdFrom, traceIdFrom } from './ids.ts';
import { field, JsonCursor, nanosField, textField } from './jsonCursor.ts';
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
  const cursor = new JsonCursor('traces.json');
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const content = cursor.object(cursor.located(() => parseExactJson(text)));
  return cursor.each('spans', field(content, 'spans'), (span) =>
    lastWord(isJsonObject(span.context) ? spanV2(cursor, span, span.context) : spanV3(cursor, span)),
  );
}

/** The SDK writes the file when the root has ended and forgets the trace: what runs then is never heard of again. */
function lastWord(span: RawSpan): RawSpan {
  return span.endNs === undefined ? { ...span, aborted: true } : span;
}

function spanV2(cursor: JsonCursor, span: JsonObject, context: JsonObject): RawSpan {
  const draft = newDraft();
  draft.traceId = cursor.in('context.trace_id', () => idFrom(cursor, context.trace_id, traceIdFrom));
  draft.spanId = cursor.in('context.span_id', () => idFrom(cursor, context.span_id, spanIdFrom));
  draft.parentId = cursor.in('parent_id', () => parent(cursor, span.parent_id));
  draft.name = textField(cursor, span.name);
  draft.startNs = cursor.in('start_time', () => nanosField(cursor, span.start_time));
  draft.endNs = cursor.in('end_time', () => nanosField(cursor, span.end_time));
  draft.status = status(cursor, span.status_code, span.status_message);
  draft.events.push(...cursor.each('events', field(span, 'events'), (event) => eventFrom(cursor, event)));
  return finish({ ...draft, attributes: attributesOf(cursor, span.attributes) }, around);
}

function spanV3(cursor: JsonCursor, span: JsonObject): RawSpan {
  const draft = newDraft();
  const state = isJsonObject(span.status) ? span.status : {};
  draft.traceId = cursor.in('trace_id', () => idFrom(cursor, span.trace_id, traceIdFrom));
  draft.spanId = cursor.in('span_id', () => idFrom(cursor, span.span_id, spanIdFrom));
  draft.parentId = cursor.in('parent_span_id', () => parent(cursor, span.parent_span_id));
  draft.name = textField(cursor, span.name);
  draft.startNs = cursor.in('start_time_unix_nano', () => nanosField(cursor, span.start_time_unix_nano));
  draft.endNs = cursor.in('end_time_unix_nano', () => nanosField(cursor, span.end_time_unix_nano));
  draft.status = status(cursor, state.code, state.message);
  draft.traceState = textField(cursor, field(span, 'trace_state'));
  draft.events.push(...cursor.each('events', field(span, 'events'), (event) => eventFrom(cursor, event)));
  draft.links.push(...cursor.each('links', field(span, 'links'), (link) => linkFrom(cursor, link)));
  return finish({ ...draft, attributes: attributesOf(cursor, span.attributes) }, around);
}

function idFrom(cursor: JsonCursor, value: JsonValue | undefined, read: (text: string) => string): string {
  const text = textField(cursor, value);
  return cursor.located(() => read(text));
}

function parent(cursor: JsonCursor, value: JsonValue | undefined): string | undefined {
  const text = textField(cursor, value);
  return cursor.located(() => parentIdFrom(text));
}

/** `OK`, `STATUS_CODE_OK`; anything else is unset. */
function status(
  cursor: JsonCursor,
  code: JsonValue | undefined,
  text: JsonValue | undefined,
): RawSpan['status'] {
  const word = textField(cursor, code).replace('STATUS_CODE_', '').toLowerCase();
  const message = textField(cursor, text);
  return { code: statusCodes.find((known) => known === word) ?? 'unset', ...(message !== '' && { message }) };
}

/** Each value decoded once; what is not JSON (cut at a limit) stays text. */
function attributesOf(cursor: JsonCursor, value: JsonValue | undefined): JsonObject {
  if (value === undefined || value === null) return {};
  // The proto form of `traces/get`, which some tools save as an artifact.
  if (Array.isArray(value)) return attributesFrom(cursor, value);
  const given = cursor.in('attributes', () => cursor.object(value));
  const attributes: MutableObject = {};
  for (const key of Object.keys(given)) assign(attributes, key, attributeFrom(cursor, given[key] ?? null));
  return attributes;
}

function attributeFrom(cursor: JsonCursor, value: JsonValue): JsonValue {
  if (typeof value !== 'string') return bounded(cursor, value);
  const parsed = tryParseExactJson(value);
  return parsed === undefined || isTooDeep(parsed, maxDepth) ? value : parsed;
}

function bounded(cursor: JsonCursor, value: JsonValue): JsonValue {
  return isTooDeep(value, maxDepth) ? cursor.fail(`a value is nested deeper than ${maxDepth} levels`) : value;
}

/** Event attributes are plain values, not JSON text. */
function eventFrom(cursor: JsonCursor, event: JsonObject): SpanEvent {
  const attributes = field(event, 'attributes');
  return {
    name: textField(cursor, event.name),
    timeNs: cursor.in('timestamp', () => nanosField(cursor, field(event, 'timestamp', 'time_unix_nano'))),
    attributes: attributes === undefined ? {} : cursor.object(bounded(cursor, attributes)),
  };
}

function linkFrom(cursor: JsonCursor, link: JsonObject): SpanLink {
  const attributes = field(link, 'attributes');
  return {
    traceId: cursor.in('trace_id', () => idFrom(cursor, link.trace_id, traceIdFrom)),
    spanId: cursor.in('span_id', () => idFrom(cursor, link.span_id, spanIdFrom)),
    attributes: attributes === undefined ? {} : cursor.object(bounded(cursor, attributes)),
  };
}
