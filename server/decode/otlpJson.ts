import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { Scope } from '../../protocol/model/span.ts';
import { attributesFrom } from './anyValueJson.ts';
import { parseExactJson } from './exactJson.ts';
import { parentIdFrom, spanIdFrom, traceIdFrom } from './ids.ts';
import { field, JsonCursor, nanosField, textField } from './jsonCursor.ts';
import { marked } from './numberMask.ts';
import { statusCodes } from './otlpFields.ts';
import { type Door, otelKinds, type RawEvent, type RawLink, type RawSpan } from './rawSpan.ts';
import { finish, newDraft, type SpanSurroundings, unsetStatus } from './spanBuilder.ts';

/**
 * An `ExportTraceServiceRequest` in OTLP/JSON as spans, in the order sent. Tolerated beside the specification:
 * base64 ids and snake_case names (generic protobuf→JSON), enums by name, int64 as number or text.
 * @throws DecodeError that says where; nothing else
 */
export function decodeOtlpJson(body: Uint8Array | string): readonly RawSpan[] {
  const cursor = new JsonCursor('OTLP/JSON');
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const request = cursor.object(cursor.located(() => parseExactJson(text)));
  return cursor
    .each('resourceSpans', field(request, 'resourceSpans', 'resource_spans'), (group) =>
      resourceSpans(cursor, group),
    )
    .flat();
}

function resourceSpans(cursor: JsonCursor, group: JsonObject): readonly RawSpan[] {
  const given = field(group, 'resource');
  const resource =
    given === undefined
      ? {}
      : cursor.in(
          'resource',
          () => attributesFrom(cursor, field(cursor.object(given), 'attributes')).attributes,
        );
  return cursor
    .each('scopeSpans', field(group, 'scopeSpans', 'scope_spans'), (scoped) => {
      const around = { scope: scopeFrom(cursor, scoped), resource, door: 'otlp' as Door };
      return cursor.each('spans', field(scoped, 'spans'), (span) => spanFrom(cursor, span, around));
    })
    .flat();
}

function scopeFrom(cursor: JsonCursor, scoped: JsonObject): Scope {
  const given = field(scoped, 'scope');
  if (given === undefined) return { name: '' };
  return cursor.in('scope', () => {
    const scope = cursor.object(given);
    const version = textField(cursor, field(scope, 'version'));
    return { name: textField(cursor, field(scope, 'name')), ...(version !== '' && { version }) };
  });
}

/** One `Span` message; errors are placed where the cursor stands. */
export function spanFrom(cursor: JsonCursor, span: JsonObject, around: SpanSurroundings): RawSpan {
  const draft = newDraft();
  draft.traceId = idIn(cursor, span, ['traceId', 'trace_id'], traceIdFrom);
  draft.spanId = idIn(cursor, span, ['spanId', 'span_id'], spanIdFrom);
  draft.parentId = cursor.in('parentSpanId', () => {
    const text = textField(cursor, field(span, 'parentSpanId', 'parent_span_id'));
    return cursor.located(() => parentIdFrom(text));
  });
  draft.name = cursor.in('name', () => textField(cursor, field(span, 'name')));
  draft.kind = cursor.in('kind', () => enumFrom(cursor, field(span, 'kind'), 'SPAN_KIND_', kindNames));
  draft.startNs = timeIn(cursor, span, ['startTimeUnixNano', 'start_time_unix_nano']);
  draft.endNs = timeIn(cursor, span, ['endTimeUnixNano', 'end_time_unix_nano']);
  draft.status = cursor.in('status', () => statusFrom(cursor, field(span, 'status')));
  draft.traceState = cursor.in('traceState', () =>
    textField(cursor, field(span, 'traceState', 'trace_state')),
  );
  draft.droppedAttributes = Number(
    timeIn(cursor, span, ['droppedAttributesCount', 'dropped_attributes_count']),
  );
  draft.events.push(...cursor.each('events', field(span, 'events'), (event) => eventFrom(cursor, event)));
  draft.links.push(...cursor.each('links', field(span, 'links'), (link) => linkFrom(cursor, link)));
  return finish({ ...draft, ...attributesFrom(cursor, field(span, 'attributes')) }, around);
}

type Names = readonly [string, ...string[]];

function idIn(cursor: JsonCursor, object: JsonObject, names: Names, read: (text: string) => string): string {
  return cursor.in(names[0], () => {
    const text = textField(cursor, field(object, ...names));
    return cursor.located(() => read(text));
  });
}

function timeIn(cursor: JsonCursor, object: JsonObject, names: Names): string {
  return cursor.in(names[0], () => nanosField(cursor, field(object, ...names)));
}

const kindNames = ['unspecified', ...otelKinds] as const;

/** A number, or its name with or without the enum's prefix; unknown ones are 0, as protobuf has it. */
function enumFrom(
  cursor: JsonCursor,
  value: JsonValue | undefined,
  prefix: string,
  names: readonly string[],
): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return cursor.fail('expected a number or a name');
  const name = value.startsWith(prefix) ? value.slice(prefix.length) : value;
  return Math.max(0, /^\d+$/.test(name) ? Number(name) : names.indexOf(name.toLowerCase()));
}

function statusFrom(cursor: JsonCursor, value: JsonValue | undefined): RawSpan['status'] {
  if (value === undefined) return unsetStatus;
  const status = cursor.object(value);
  const code = enumFrom(cursor, field(status, 'code'), 'STATUS_CODE_', statusCodes);
  const message = textField(cursor, field(status, 'message'));
  return { code: statusCodes[code] ?? 'unset', ...(message !== '' && { message }) };
}

function eventFrom(cursor: JsonCursor, event: JsonObject): RawEvent {
  return {
    name: textField(cursor, field(event, 'name')),
    timeNs: timeIn(cursor, event, ['timeUnixNano', 'time_unix_nano']),
    ...marked(attributesFrom(cursor, field(event, 'attributes'))),
  };
}

function linkFrom(cursor: JsonCursor, link: JsonObject): RawLink {
  return {
    traceId: idIn(cursor, link, ['traceId', 'trace_id'], traceIdFrom),
    spanId: idIn(cursor, link, ['spanId', 'span_id'], spanIdFrom),
    ...marked(attributesFrom(cursor, field(link, 'attributes'))),
  };
}
