import type { RawSpan, TraceFacts } from '../../decode/rawSpan.ts';
import type { NormalisedSpan, SpanFacts } from '../../normalise/facts.ts';
import type { Changes, TraceStore } from '../store.ts';

/** Nanoseconds of `millis` after a fixed time in 2026. */
export function at(millis: number): string {
  return (1_790_000_000_000_000_000n + BigInt(millis) * 1_000_000n).toString();
}

/** 32 digits that start with the letter. */
export function traceIdOf(name: string): string {
  return name.padEnd(32, '0');
}

/** A finished OTLP span; ids are padded, so that tests can say `span('a', { parentId: 'b' })`. */
export function span(spanId: string, over: Partial<RawSpan> = {}): RawSpan {
  return {
    traceId: traceIdOf('a'),
    spanId,
    name: `span ${spanId}`,
    startNs: at(0),
    endNs: at(10),
    status: { code: 'unset' },
    attributes: {},
    events: [],
    links: [],
    scope: { name: 'test' },
    resource: { 'service.name': 'test' },
    door: 'otlp',
    ...over,
  };
}

/** The same, not ended yet. */
export function running(spanId: string, over: Partial<RawSpan> = {}): RawSpan {
  const { endNs: _, ...rest } = span(spanId, over);
  return rest;
}

export function plain(raw: RawSpan, facts: SpanFacts = {}): NormalisedSpan {
  return { raw, facts, convention: 'generic', issues: [] };
}

/** What an engine does whose adapter finds `facts` in every span. */
export function ingestInto(
  store: TraceStore,
  spans: readonly RawSpan[],
  traces: readonly TraceFacts[] = [],
  facts: SpanFacts = {},
): Changes {
  return store.write(
    store.withStored(spans).map((raw) => plain(raw, facts)),
    traces,
  );
}
