import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { Scope, SpanEvent, SpanLink } from '../../protocol/model/span.ts';
import { attributesFrom } from './anyValueJson.ts';
import { parseExactJson } from './exactJson.ts';
import { parentIdFrom, spanIdFrom, traceIdFrom } from './ids.ts';
import { field, JsonPath, nanosField, textField } from './jsonPath.ts';
import { statusCodes } from './otlpFields.ts';
import { type Door, otelKinds, type RawSpan } from './rawSpan.ts';
import { finish, newDraft, type SpanSurroundings, unsetStatus } from './spanBuilder.ts';

/**
 * An `ExportTraceServiceRequest` in OTLP/JSON as spans, in the order sent. Tolerated beside the specification:
 * base64 ids and snake_case names (generic protobuf→JSON), enums by name, int64 as number or text.
 * @throws DecodeError that says where; nothing else
 */
export function decodeOtlpJson(body: Uint8Array | string): readonly RawSpan[] {
  const path = new JsonPath('OTLP/JSON');
  const text = typeof body === 'string' ? body : new TextDecoder().decode(body);
  const request = path.object(path.located(() => parseExactJson(text)));
  return path
    .each('resourceSpans', field(request, 'resourceSpans', 'resource_spans'), (group) =>
      resourceSpans(path, group),
    )
    .flat();
}

function resourceSpans(path: JsonPath, group: JsonObject): readonly RawSpan[] {
  const given = field(group, 'resource');
  const resource =
    given === undefined
      ? {}
      : path.in('resource', () => attributesFrom(path, field(path.object(given), 'attributes')));
  return path
    .each('scopeSpans', field(group, 'scopeSpans', 'scope_spans'), (scoped) => {
      const around = { scope: scopeFrom(path, scoped), resource, door: 'otlp' as Door };
      return path.each('spans', field(scoped, 'spans'), (span) => spanFrom(path, span, around));
    })
    .flat();
}

function scopeFrom(path: JsonPath, scoped: JsonObject): Scope {
  const given = field(scoped, 'scope');
  if (given === undefined) return { name: '' };
  return path.in('scope', () => {
    const scope = path.object(given);
    const version = textField(path, field(scope, 'version'));
    return { name: textField(path, field(scope, 'name')), ...(version !== '' && { version }) };
  });
}

function spanFrom(path: JsonPath, span: JsonObject, around: SpanSurroundings): RawSpan {
  const draft = newDraft();
  draft.traceId = idIn(path, span, ['traceId', 'trace_id'], traceIdFrom);
  draft.spanId = idIn(path, span, ['spanId', 'span_id'], spanIdFrom);
  draft.parentId = path.in('parentSpanId', () => {
    const text = textField(path, field(span, 'parentSpanId', 'parent_span_id'));
    return path.located(() => parentIdFrom(text));
  });
  draft.name = path.in('name', () => textField(path, field(span, 'name')));
  draft.kind = path.in('kind', () => enumFrom(path, field(span, 'kind'), 'SPAN_KIND_', kindNames));
  draft.startNs = timeIn(path, span, ['startTimeUnixNano', 'start_time_unix_nano']);
  draft.endNs = timeIn(path, span, ['endTimeUnixNano', 'end_time_unix_nano']);
  draft.status = path.in('status', () => statusFrom(path, field(span, 'status')));
  draft.traceState = path.in('traceState', () => textField(path, field(span, 'traceState', 'trace_state')));
  draft.droppedAttributes = Number(
    timeIn(path, span, ['droppedAttributesCount', 'dropped_attributes_count']),
  );
  draft.events.push(...path.each('events', field(span, 'events'), (event) => eventFrom(path, event)));
  draft.links.push(...path.each('links', field(span, 'links'), (link) => linkFrom(path, link)));
  const attributes = attributesFrom(path, field(span, 'attributes'));
  return finish({ ...draft, attributes }, around);
}

type Names = readonly [string, ...string[]];

function idIn(path: JsonPath, object: JsonObject, names: Names, read: (text: string) => string): string {
  return path.in(names[0], () => {
    const text = textField(path, field(object, ...names));
    return path.located(() => read(text));
  });
}

function timeIn(path: JsonPath, object: JsonObject, names: Names): string {
  return path.in(names[0], () => nanosField(path, field(object, ...names)));
}

const kindNames = ['unspecified', ...otelKinds] as const;

/** A number, or its name with or without the enum's prefix; unknown ones are 0, as protobuf has it. */
function enumFrom(
  path: JsonPath,
  value: JsonValue | undefined,
  prefix: string,
  names: readonly string[],
): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return path.fail('expected a number or a name');
  const name = value.startsWith(prefix) ? value.slice(prefix.length) : value;
  return Math.max(0, /^\d+$/.test(name) ? Number(name) : names.indexOf(name.toLowerCase()));
}

function statusFrom(path: JsonPath, value: JsonValue | undefined): RawSpan['status'] {
  if (value === undefined) return unsetStatus;
  const status = path.object(value);
  const code = enumFrom(path, field(status, 'code'), 'STATUS_CODE_', statusCodes);
  const message = textField(path, field(status, 'message'));
  return { code: statusCodes[code] ?? 'unset', ...(message !== '' && { message }) };
}

function eventFrom(path: JsonPath, event: JsonObject): SpanEvent {
  return {
    name: textField(path, field(event, 'name')),
    timeNs: timeIn(path, event, ['timeUnixNano', 'time_unix_nano']),
    attributes: attributesFrom(path, field(event, 'attributes')),
  };
}

function linkFrom(path: JsonPath, link: JsonObject): SpanLink {
  return {
    traceId: idIn(path, link, ['traceId', 'trace_id'], traceIdFrom),
    spanId: idIn(path, link, ['spanId', 'span_id'], spanIdFrom),
    attributes: attributesFrom(path, field(link, 'attributes')),
  };
}
