import type { Attributes, HrTime, Place, SpanEvent, SpanLink } from '../between/messages.ts';
import type { Entry } from './table.ts';

/** MLflow keeps the values of its spans as JSON texts; by this attribute, in every record, the receiver knows that. */
const mlflowMark = 'mlflow.traceRequestId';

type Json = Readonly<Record<string, unknown>>;

/** Which text of a place's file runs. */
export type RanOf = (place: Place) => object | undefined;

/** One line of the request: a span in OTLP/JSON (opentelemetry-proto 1.x), what the receiver does not know yet. Moves `told` on. */
export function recordOf(entry: Entry, ranOf: RanOf): Json {
  const { origin, told, events, links } = entry;
  entry.told = { attributes: new Set(), events: events.length, links: links.length };
  const attributes = told === undefined ? entry.attributes : changed(entry.attributes, told.attributes);
  const newEvents = events.slice(told?.events ?? 0);
  const newLinks = links.slice(told?.links ?? 0);
  const { status, end } = entry;
  return {
    op: end !== undefined ? 'end' : told === undefined ? 'start' : 'update',
    span: {
      traceId: origin.traceId,
      spanId: origin.spanId,
      ...(origin.parentSpanId !== undefined && { parentSpanId: origin.parentSpanId }),
      name: entry.name,
      startTimeUnixNano: nanos(origin.start),
      ...(end !== undefined && { endTimeUnixNano: nanos(end) }),
      // OTLP counts kinds from 1.
      ...(told === undefined && { kind: origin.kind + 1 }),
      ...(status.code !== 0 && { status: statusOf(status) }),
      attributes: keyValues(attributes),
      ...(newEvents.length > 0 && { events: newEvents.map(eventOf) }),
      ...(newLinks.length > 0 && { links: newLinks.map(linkOf) }),
    },
    scope: origin.scope,
    ...(told === undefined && { thread: origin.thread, ...codeOf(origin.call, ranOf) }),
  };
}

/**
 * That a span stands: where, a thread beside the program's cannot see, so the line is the one where it began. Undefined: not even
 * that is known.
 */
export function sampleOf({ origin: { traceId, spanId, call } }: Entry, nowMs: number): Json | undefined {
  if (call === undefined) return undefined;
  const { compiled: _, ...at } = call;
  return { op: 'sample', traceId, spanId, at, timeUnixNano: `${Math.round(nowMs)}000000` };
}

function changed(all: Attributes, keys: ReadonlySet<string>): Attributes {
  if (keys.size === 0) return {};
  const wanted = mlflowMark in all ? [...keys, mlflowMark] : [...keys];
  return Object.fromEntries(wanted.map((key) => [key, all[key]]));
}

/** OpenTelemetry's API and OTLP number status codes alike: 1 ok, 2 error. */
function statusOf({ code, message }: Entry['status']): Json {
  return { code, ...(message !== undefined && { message }) };
}

function codeOf(place: Place | undefined, ranOf: RanOf): Json {
  if (place === undefined) return {};
  const { compiled: _, ...call } = place;
  const ran = ranOf(place);
  return { code: { call, ...(ran && { ran }) } };
}

function eventOf({ name, time, attributes }: SpanEvent): Json {
  return { name, timeUnixNano: nanos(time), attributes: keyValues(attributes) };
}

function linkOf({ traceId, spanId, attributes }: SpanLink): Json {
  return { traceId, spanId, attributes: keyValues(attributes) };
}

function keyValues(attributes: Attributes): readonly Json[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: anyValue(value) }));
}

/** OTLP/JSON AnyValue; whole numbers beyond 2^53 are not sure to be whole, and stay what they are in JavaScript. */
export function anyValue(value: unknown): Json {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'bigint') return { intValue: String(value) };
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return { intValue: String(value) };
    return { doubleValue: Number.isFinite(value) ? value : String(value) };
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return value === null || value === undefined ? {} : { stringValue: JSON.stringify(value) };
}

/** Nanoseconds since the epoch. */
export function nanos([seconds, rest]: HrTime): string {
  return String(BigInt(Math.floor(seconds)) * 1_000_000_000n + BigInt(Math.round(rest)));
}
