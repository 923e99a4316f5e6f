import type {
  Attributes,
  Built,
  Changes,
  HrTime,
  Origin,
  Place,
  SpanIds,
  SpanLink,
  Status,
} from '../between/messages.ts';

/** A span of `@opentelemetry/sdk-trace-base` 1.x (`Span`), 2.x and `@opentelemetry/sdk-trace` 3.x (`SpanImpl`), as far as we read it. */
export interface SdkSpan {
  spanContext(): SpanIds;
  isRecording(): boolean;
  readonly name: string;
  readonly kind: number;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly attributes: Attributes;
  readonly status: Status;
  readonly events: readonly SdkEvent[];
  readonly links: readonly SdkLink[];
  /** 1.x */
  readonly parentSpanId?: string;
  readonly instrumentationLibrary?: SdkScope;
  /** 2.x, 3.x */
  readonly parentSpanContext?: SpanIds;
  readonly instrumentationScope?: SdkScope;
}

interface SdkScope {
  readonly name?: string;
  readonly version?: string;
}

export interface SdkEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes;
}

export interface SdkLink {
  readonly context: SpanIds;
  readonly attributes?: Attributes;
}

/** Spans that are sampled out, and those of other SDKs, are made otherwise. */
export function isSdkSpan(span: unknown): span is SdkSpan {
  const { spanContext, isRecording, startTime, attributes, events } = (span ?? {}) as Partial<SdkSpan>;
  return (
    typeof spanContext === 'function' &&
    typeof isRecording === 'function' &&
    Array.isArray(startTime) &&
    typeof attributes === 'object' &&
    Array.isArray(events)
  );
}

export function originOf(span: SdkSpan, thread: Origin['thread'], call: Place | undefined): Origin {
  const { traceId, spanId } = span.spanContext();
  const parentSpanId = span.parentSpanContext?.spanId ?? span.parentSpanId;
  const { name = '', version = '' } = span.instrumentationScope ?? span.instrumentationLibrary ?? {};
  const { kind, startTime: start } = span;
  const origin: Built<Origin> = { traceId, spanId, kind, start, scope: { name, version }, thread };
  if (parentSpanId !== undefined) origin.parentSpanId = parentSpanId;
  if (call !== undefined) origin.call = call;
  return origin;
}

/** All that there is; `Changes` without what is empty. */
export function everythingOf(span: SdkSpan): Changes {
  const { name, status, attributes, events, links } = span;
  const all: Built<Changes> = { name, attributes };
  if (status.code !== 0) all.status = status;
  if (events.length > 0) all.events = events.map(eventOf);
  if (links.length > 0) all.links = links.map(linkOf);
  return all;
}

type ChangeOf = (span: SdkSpan, given: readonly unknown[]) => Changes | undefined;

/** The methods that change a span, and what is new after one: read from the span, for the SDK may refuse or shorten. */
export const changeOf: Readonly<Record<string, ChangeOf>> = {
  setAttribute: (span, [key]) => ofKey(span, String(key)),
  setAttributes: (span, [given]) => ofKeys(span, Object.keys(given ?? {})),
  addEvent: ({ events }) => last(events, 1, (some) => ({ events: some.map(eventOf) })),
  addLink: ({ links }) => last(links, 1, (some) => ({ links: some.map(linkOf) })),
  addLinks: ({ links }, [given]) =>
    last(links, Array.isArray(given) ? given.length : 0, (some) => ({ links: some.map(linkOf) })),
  setStatus: ({ status }) => ({ status }),
  updateName: ({ name }) => ({ name }),
};

function ofKey({ attributes }: SdkSpan, key: string): Changes | undefined {
  return Object.hasOwn(attributes, key) ? { attributes: { [key]: attributes[key] } } : undefined;
}

function ofKeys({ attributes }: SdkSpan, keys: readonly string[]): Changes | undefined {
  const taken = keys.filter((key) => Object.hasOwn(attributes, key));
  if (taken.length === 0) return undefined;
  const changed: Record<string, unknown> = {};
  for (const key of taken) changed[key] = attributes[key];
  return { attributes: changed };
}

function last<T>(
  all: readonly T[],
  count: number,
  told: (some: readonly T[]) => Changes,
): Changes | undefined {
  return count === 0 || all.length === 0 ? undefined : told(all.slice(-count));
}

function eventOf({ name, time, attributes = {} }: SdkEvent): NonNullable<Changes['events']>[number] {
  return { name, time, attributes };
}

function linkOf({ context, attributes = {} }: SdkLink): SpanLink {
  return { traceId: context.traceId, spanId: context.spanId, attributes };
}
