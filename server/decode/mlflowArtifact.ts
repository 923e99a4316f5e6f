import { isJsonObject, type JsonObject, type JsonValue } from '../../protocol/base/json.ts';
import { attributesFrom } from './anyValueJson.ts';
import { isTooDeep } from './depth.ts';
import { parseMarkedJson } from './exactJson.ts';
import { parentIdFrom, spanIdFrom, traceIdFrom } from './ids.ts';
import { field, JsonCursor, nanosField, textField } from './jsonCursor.ts';
import { maxDepth } from './limits.ts';
import { unquotedText } from './mlflowQuoted.ts';
import { type AttributesDraft, type MarkedAttributes, maskAt, type NumberMask, put } from './numberMask.ts';
import { statusCodes } from './otlpFields.ts';
import type { RawEvent, RawLink, RawSpan } from './rawSpan.ts';
import { finish, newDraft } from './spanBuilder.ts';
import type { MaskedValue } from './taggedNumbers.ts';

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
  const { value, mask } = cursor.located(() => parseMarkedJson(text));
  const content = cursor.object(value);
  const masks = maskAt(mask, 'spans');
  return cursor.each('spans', field(content, 'spans'), (span, index) => {
    const read = isJsonObject(span.context) ? spanV2 : spanV3;
    return lastWord(read(cursor, span, maskAt(masks, index)));
  });
}

/** The SDK writes the file when the root has ended and forgets the trace: what runs then is never heard of again. */
function lastWord(span: RawSpan): RawSpan {
  return span.endNs === undefined ? { ...span, aborted: true } : span;
}

function spanV2(cursor: JsonCursor, span: JsonObject, mask: NumberMask | undefined): RawSpan {
  const draft = newDraft();
  const context = cursor.object(span.context);
  draft.traceId = cursor.in('context.trace_id', () => idFrom(cursor, context.trace_id, traceIdFrom));
  draft.spanId = cursor.in('context.span_id', () => idFrom(cursor, context.span_id, spanIdFrom));
  draft.parentId = cursor.in('parent_id', () => parent(cursor, span.parent_id));
  draft.name = textField(cursor, span.name);
  draft.startNs = cursor.in('start_time', () => nanosField(cursor, span.start_time));
  draft.endNs = cursor.in('end_time', () => nanosField(cursor, span.end_time));
  draft.status = status(cursor, span.status_code, span.status_message);
  draft.events.push(...eventsOf(cursor, span, maskAt(mask, 'events')));
  const attributes = attributesOf(cursor, span.attributes, maskAt(mask, 'attributes'));
  return finish({ ...draft, ...attributes }, around);
}

function spanV3(cursor: JsonCursor, span: JsonObject, mask: NumberMask | undefined): RawSpan {
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
  draft.events.push(...eventsOf(cursor, span, maskAt(mask, 'events')));
  draft.links.push(...linksOf(cursor, span, maskAt(mask, 'links')));
  const attributes = attributesOf(cursor, span.attributes, maskAt(mask, 'attributes'));
  return finish({ ...draft, ...attributes }, around);
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
function attributesOf(
  cursor: JsonCursor,
  value: JsonValue | undefined,
  mask: NumberMask | undefined,
): AttributesDraft {
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  if (value === undefined || value === null) return draft;
  // The proto form of `traces/get`, which some tools save as an artifact.
  if (Array.isArray(value)) return attributesFrom(cursor, value);
  const given = cursor.in('attributes', () => cursor.object(value));
  for (const key of Object.keys(given)) {
    const read = attributeFrom(cursor, { value: given[key] ?? null, mask: maskAt(mask, key) });
    put(draft, key, read.value, read.mask);
  }
  return draft;
}

function attributeFrom(cursor: JsonCursor, given: MaskedValue): MaskedValue {
  const { value, mask } = given;
  if (typeof value !== 'string' || mask !== undefined) return { value: bounded(cursor, value), mask };
  return unquotedText(value);
}

function bounded(cursor: JsonCursor, value: JsonValue): JsonValue {
  return isTooDeep(value, maxDepth) ? cursor.fail(`a value is nested deeper than ${maxDepth} levels`) : value;
}

function eventsOf(cursor: JsonCursor, span: JsonObject, masks: NumberMask | undefined): readonly RawEvent[] {
  return cursor.each('events', field(span, 'events'), (event, index) => ({
    name: textField(cursor, event.name),
    timeNs: cursor.in('timestamp', () => nanosField(cursor, field(event, 'timestamp', 'time_unix_nano'))),
    ...plainAttributes(cursor, event, maskAt(masks, index)),
  }));
}

function linksOf(cursor: JsonCursor, span: JsonObject, masks: NumberMask | undefined): readonly RawLink[] {
  return cursor.each('links', field(span, 'links'), (link, index) => ({
    traceId: cursor.in('trace_id', () => idFrom(cursor, link.trace_id, traceIdFrom)),
    spanId: cursor.in('span_id', () => idFrom(cursor, link.span_id, spanIdFrom)),
    ...plainAttributes(cursor, link, maskAt(masks, index)),
  }));
}

/** Those of events and links are plain values, not JSON text. */
function plainAttributes(
  cursor: JsonCursor,
  holder: JsonObject,
  mask: NumberMask | undefined,
): MarkedAttributes {
  const given = field(holder, 'attributes');
  if (given === undefined) return { attributes: {} };
  const attributes = cursor.object(bounded(cursor, given));
  const numbers = maskAt(mask, 'attributes');
  return typeof numbers === 'object' ? { attributes, numbers } : { attributes };
}
