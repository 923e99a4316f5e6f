import type { JsonObject, JsonValue } from '../../../../protocol/base/json.ts';

/** A span as a program made it, to be written in each of the encodings of MLflow's SDKs. Ids are hex, times nanoseconds. */
export interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: JsonObject;
  /** Name and time; SDKs up to 3.10 stamp events in microseconds. */
  readonly events?: readonly (readonly [name: string, time: bigint])[];
}

/** `POST /v1/traces` of MLflow 3.4 and up, as OTLP/JSON: typed values. One request may hold spans of several traces. */
export function otlpBody(spans: readonly WireSpan[]): JsonObject {
  return { resourceSpans: [{ scopeSpans: [{ spans: spans.map(otlpSpan) }] }] };
}

function otlpSpan(span: WireSpan): JsonObject {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentId !== undefined && { parentSpanId: span.parentId }),
    name: span.name,
    startTimeUnixNano: `${span.startNs}`,
    endTimeUnixNano: `${span.endNs}`,
    attributes: keyValues(span.attributes),
    events: (span.events ?? []).map(([name, time]) => ({ name, timeUnixNano: `${time}`, attributes: [] })),
    status: { code: 1 },
  };
}

function keyValues(object: JsonObject): JsonObject[] {
  return Object.entries(object).map(([key, value]) => ({ key, value: anyValue(value) }));
}

function anyValue(value: JsonValue): JsonObject {
  if (value === null) return {};
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number')
    return Number.isInteger(value) ? { intValue: `${value}` } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return { kvlistValue: { values: keyValues(value as JsonObject) } };
}

/** `traces.json` of MLflow 3.0 and up: base64 ids, every attribute as JSON text, times as bare integers. */
export function artifactV3Body(spans: readonly WireSpan[]): string {
  return withBareIntegers({
    spans: spans.map((span) => ({
      trace_id: base64(span.traceId),
      span_id: base64(span.spanId),
      parent_span_id: span.parentId === undefined ? null : base64(span.parentId),
      name: span.name,
      start_time_unix_nano: bare(span.startNs),
      end_time_unix_nano: bare(span.endNs),
      attributes: asTexts(span.attributes),
      events: (span.events ?? []).map(([name, time]) => ({
        name,
        time_unix_nano: bare(time),
        attributes: {},
      })),
      status: { code: 'STATUS_CODE_OK', message: '' },
    })),
  });
}

/** `traces.json` of MLflow 2.14 to 2.20: hex ids with `0x`. */
export function artifactV2Body(spans: readonly WireSpan[]): string {
  return withBareIntegers({
    spans: spans.map((span) => ({
      name: span.name,
      context: { trace_id: `0x${span.traceId}`, span_id: `0x${span.spanId}` },
      parent_id: span.parentId === undefined ? null : `0x${span.parentId}`,
      start_time: bare(span.startNs),
      end_time: bare(span.endNs),
      status_code: 'OK',
      status_message: '',
      attributes: asTexts(span.attributes),
      events: (span.events ?? []).map(([name, time]) => ({ name, timestamp: bare(time), attributes: {} })),
    })),
  });
}

/** The same attributes as plain OTLP exporters of MLflow write them: each as JSON text. */
export function asTexts(attributes: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, JSON.stringify(value)]));
}

function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}

function bare(time: bigint): string {
  return `bare ${time}`;
}

function withBareIntegers(body: JsonValue): string {
  return JSON.stringify(body).replace(/"bare (\d+)"/g, '$1');
}
