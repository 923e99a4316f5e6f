import { readKeyValue } from './anyValue.ts';
import { isZeroId } from './ids.ts';
import { type AttributesDraft, marked } from './numberMask.ts';
import type { OtlpCursor } from './otlpCursor.ts';
import { eventField, linkField, spanField, statusCodes, statusField } from './otlpFields.ts';
import type { RawEvent, RawLink, RawSpan } from './rawSpan.ts';
import { finish, newDraft, type SpanDraft, type SpanSurroundings } from './spanBuilder.ts';

/** Reads one `Span` message up to `end`. */
export function readSpan(cursor: OtlpCursor, end: number, around: SpanSurroundings): RawSpan {
  const draft = newDraft();
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    if (!readIdentity(cursor, tag, end, draft)) readContent(cursor, tag, end, draft);
  }
  if (draft.traceId === '') cursor.fail('span without trace_id');
  if (draft.spanId === '') cursor.fail('span without span_id');
  return finish(draft, around);
}

/** Ids, name and times; false when the field is another one. */
function readIdentity(cursor: OtlpCursor, tag: number, end: number, draft: SpanDraft): boolean {
  switch (tag >>> 3) {
    case spanField.traceId:
      draft.traceId = readId(cursor, tag, end, 'span.trace_id', 16);
      return true;
    case spanField.spanId:
      draft.spanId = readId(cursor, tag, end, 'span.span_id', 8);
      return true;
    case spanField.parentSpanId:
      draft.parentId = readParentId(cursor, tag, end);
      return true;
    case spanField.name:
      draft.name = cursor.text(tag, end, 'span.name');
      return true;
    case spanField.startTimeUnixNano:
      draft.startNs = cursor.nanos(tag, end, 'span.start_time_unix_nano');
      return true;
    case spanField.endTimeUnixNano:
      draft.endNs = cursor.nanos(tag, end, 'span.end_time_unix_nano');
      return true;
    default:
      return false;
  }
}

function readContent(cursor: OtlpCursor, tag: number, end: number, draft: SpanDraft): void {
  switch (tag >>> 3) {
    case spanField.attributes:
      readKeyValue(cursor, cursor.message(tag, end, 'span attribute'), draft, 0);
      break;
    case spanField.events:
      draft.events.push(readEvent(cursor, cursor.message(tag, end, 'span event')));
      break;
    case spanField.links:
      draft.links.push(readLink(cursor, cursor.message(tag, end, 'span link')));
      break;
    case spanField.status:
      draft.status = readStatus(cursor, cursor.message(tag, end, 'span.status'));
      break;
    case spanField.kind:
      draft.kind = cursor.uint32(tag, end, 'span.kind');
      break;
    case spanField.traceState:
      draft.traceState = cursor.text(tag, end, 'span.trace_state');
      break;
    case spanField.droppedAttributesCount:
      draft.droppedAttributes = cursor.uint32(tag, end, 'span.dropped_attributes_count');
      break;
    default:
      cursor.skip(tag, end);
  }
}

function readId(cursor: OtlpCursor, tag: number, end: number, what: string, bytes: number): string {
  const hex = cursor.hex(tag, end, what);
  if (hex.length !== bytes * 2) cursor.fail(`${what} has ${hex.length / 2} bytes, expected ${bytes}`);
  if (isZeroId(hex)) cursor.fail(`${what} is all zeros`);
  return hex;
}

/** Some SDKs write a root's parent as no bytes, some as eight zeros. */
function readParentId(cursor: OtlpCursor, tag: number, end: number): string | undefined {
  const hex = cursor.hex(tag, end, 'span.parent_span_id');
  if (hex === '' || isZeroId(hex)) return undefined;
  if (hex.length !== 16) cursor.fail(`span.parent_span_id has ${hex.length / 2} bytes, expected 8`);
  return hex;
}

function readEvent(cursor: OtlpCursor, end: number): RawEvent {
  let name = '';
  let timeNs = '0';
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case eventField.timeUnixNano:
        timeNs = cursor.nanos(tag, end, 'event.time_unix_nano');
        break;
      case eventField.name:
        name = cursor.text(tag, end, 'event.name');
        break;
      case eventField.attributes:
        readKeyValue(cursor, cursor.message(tag, end, 'event attribute'), draft, 0);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return { name, timeNs, ...marked(draft) };
}

function readLink(cursor: OtlpCursor, end: number): RawLink {
  let traceId = '';
  let spanId = '';
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case linkField.traceId:
        traceId = readId(cursor, tag, end, 'link.trace_id', 16);
        break;
      case linkField.spanId:
        spanId = readId(cursor, tag, end, 'link.span_id', 8);
        break;
      case linkField.attributes:
        readKeyValue(cursor, cursor.message(tag, end, 'link attribute'), draft, 0);
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  if (traceId === '' || spanId === '') cursor.fail('link without trace_id or span_id');
  return { traceId, spanId, ...marked(draft) };
}

function readStatus(cursor: OtlpCursor, end: number): RawSpan['status'] {
  let message = '';
  let code = 0;
  while (cursor.position < end) {
    const tag = cursor.tag(end);
    switch (tag >>> 3) {
      case statusField.message:
        message = cursor.text(tag, end, 'status.message');
        break;
      case statusField.code:
        code = cursor.uint32(tag, end, 'status.code');
        break;
      default:
        cursor.skip(tag, end);
    }
  }
  return { code: statusCodes[code] ?? 'unset', ...(message !== '' && { message }) };
}
