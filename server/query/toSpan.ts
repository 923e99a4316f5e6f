import type { JsonValue } from '../../protocol/base/json.ts';
import type { Source } from '../../protocol/model/source.ts';
import type { Span, SpanException, SpanStatus } from '../../protocol/model/span.ts';
import type { MarkedAttributes } from '../decode/numberMask.ts';
import type { NormalisedSpan } from '../normalise/facts.ts';
import { spanStatus } from '../store/spanStatus.ts';

/** The canonical span of a raw one and what was read out of it. */
export function toSpan({ raw, facts, convention }: NormalisedSpan): Span {
  const status = spanStatus(raw);
  const exceptions = facts.exceptions ?? [];
  const statusMessage = facts.statusMessage ?? raw.status.message ?? exceptionText(status, exceptions);
  const source = sourceOf({ raw, facts });
  return withoutUndefined({
    traceId: raw.traceId,
    spanId: raw.spanId,
    parentId: raw.parentId,
    name: facts.name ?? raw.name,
    kind: facts.kind ?? 'UNKNOWN',
    status,
    statusMessage: statusMessage === '' ? undefined : statusMessage,
    startNs: raw.startNs,
    endNs: raw.endNs,
    inputs: facts.inputs ?? (null as JsonValue),
    outputs: facts.outputs ?? (null as JsonValue),
    attributes: raw.attributes,
    events: raw.events.map(withoutMasks),
    links: raw.links.map(withoutMasks),
    exceptions,
    model: facts.model,
    provider: facts.provider,
    parameters: facts.parameters,
    finishReasons: facts.finishReasons,
    contentFilter: facts.contentFilter,
    chat: facts.chat,
    documents: facts.documents,
    embeddings: facts.embeddings,
    usage: facts.usage,
    cost: facts.cost,
    source,
    thread: raw.thread,
    spawnedFrom: raw.spawnedFrom,
    standsAt: status === 'running' || status === 'aborted' ? raw.standsAt : undefined,
    convention,
    scope: raw.scope,
  });
}

/** Readers of the canonical model have integers beyond 2^53 as text and one kind of number. */
function withoutMasks<T extends MarkedAttributes>(holder: T): Omit<T, 'numbers'> {
  if (holder.numbers === undefined) return holder;
  const { numbers: _, ...rest } = holder;
  return rest;
}

/** A failed span says why, also where the SDK gives its status no message. */
function exceptionText(status: SpanStatus, exceptions: readonly SpanException[]): string | undefined {
  const exception = status === 'error' ? exceptions[0] : undefined;
  return exception === undefined ? undefined : `${exception.type}: ${exception.message}`;
}

/** What the span itself tells of its place; the index finds the rest when somebody asks for the line. */
function sourceOf({ raw, facts }: Pick<NormalisedSpan, 'raw' | 'facts'>): Source | undefined {
  const { location, callSite, ran } = raw;
  if (location !== undefined) {
    return {
      ...location,
      ...(callSite && { callSite }),
      candidates: [location],
      ...(ran && { textHash: ran.hash }),
    };
  }
  if (facts.functionName === undefined) return undefined;
  return { function: facts.functionName, basis: 'index', candidates: [] };
}

/** An absent field is left out, never `undefined`: it crosses processes as JSON. */
function withoutUndefined(span: { readonly [K in keyof Required<Span>]: Span[K] | undefined }): Span {
  const present: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(span)) {
    if (value !== undefined) present[key] = value;
  }
  return present as unknown as Span;
}
