import type { JsonObject } from '../../protocol/base/json.ts';
import type { Nanos } from '../../protocol/base/time.ts';
import type { CallSite, RanText, SourceCandidate } from '../../protocol/model/source.ts';
import type {
  Scope,
  SpanEvent,
  SpanId,
  SpanLink,
  SpawnedFrom,
  StandsAt,
  Thread,
  TraceId,
} from '../../protocol/model/span.ts';
import type { MarkedAttributes } from './numberMask.ts';

/** Which door a span came through; a later door never takes away what an earlier one knew. */
export type Door = 'otlp' | 'mlflow' | 'live';

export const otelKinds = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
export type OtelKind = (typeof otelKinds)[number];

export type RawEvent = SpanEvent & MarkedAttributes;
export type RawLink = SpanLink & MarkedAttributes;

/** `ended`: the process said so before; `vanished`: killed or crashed. */
export type ProcessEnd = 'ended' | 'vanished';

/** Which text ran: its hash, the line on which it began, Python's qualified name of a function. */
export interface RanCode extends Omit<RanText, 'text'> {
  readonly hash: string;
}

/** `hash`: SHA-256 of the text in UTF-8, hexadecimal. */
export interface CodeText {
  readonly hash: string;
  readonly text: string;
}

/**
 * A span as a decoder leaves it: the wire's shape is gone, the SDK's convention is not yet read.
 * Attribute values are plain JSON (OTLP `bytesValue` as base64 text, integers beyond 2^53 as decimal
 * text); `numbers` tells which were other numbers than they look, for a program that reads them back. This is what the store keeps; everything canonical is derived from it by `normalise`.
 */
export interface RawSpan extends MarkedAttributes {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** Absent on a root. */
  readonly parentId?: SpanId;
  readonly name: string;
  readonly startNs: Nanos;
  /** Absent while the span runs. */
  readonly endNs?: Nanos;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message?: string };
  readonly events: readonly RawEvent[];
  readonly links: readonly RawLink[];
  readonly scope: Scope;
  readonly resource: JsonObject;
  readonly door: Door;
  /** The SDK's own trace id (`tr-…` or 32 hex) where it uses one. */
  readonly requestId?: string;
  /** OTLP `Span.kind`; absent when unspecified. Says nothing about the LLM kind. */
  readonly otelKind?: OtelKind;
  /** W3C trace state, where the SDK sends one. */
  readonly traceState?: string;
  /** Attributes that the SDK dropped at its own limits (OTLP `dropped_attributes_count`). */
  readonly droppedAttributes?: number;
  /** Only from live records. */
  readonly thread?: Thread;
  readonly location?: SourceCandidate;
  readonly callSite?: CallSite;
  readonly ran?: RanCode;
  /** In which span the thread of this root was started. */
  readonly spawnedFrom?: SpawnedFrom;
  readonly standsAt?: StandsAt;
  /**
   * The process, or all that its SDK will say of the trace, ended before the span did; `false`: it was heard of again
   * after it was taken for gone.
   */
  readonly aborted?: boolean;
  /** Only with `aborted`: it was the process that ended. */
  readonly abortedBy?: ProcessEnd;
}

/**
 * What a wire says about a trace apart from its spans (MLflow's trace info). Absent fields say nothing;
 * `tags` and `metadata` are merged key by key, a `null` tag removes it.
 */
export interface TraceFacts {
  /** The OTel trace id where it is known, else the 32 hex digits of `requestId` (MLflow 2 before its spans). */
  readonly traceId: TraceId;
  readonly requestId?: string;
  readonly experimentId?: string;
  readonly name?: string;
  readonly state?: 'running' | 'ok' | 'error';
  readonly startNs?: Nanos;
  readonly endNs?: Nanos;
  readonly clientRequestId?: string;
  readonly requestPreview?: string;
  readonly responsePreview?: string;
  readonly tags?: JsonObject;
  readonly metadata?: JsonObject;
}

/** What one request brought. Written in one transaction. */
export interface RawBatch {
  readonly spans: readonly RawSpan[];
  readonly traces: readonly TraceFacts[];
  /** Texts of code that spans of this batch, or later ones, name by their hash. */
  readonly texts?: readonly CodeText[];
}

/** Input that cannot be read, with what is wrong with it; answered with 400. Nothing of it is stored. */
export class DecodeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DecodeError';
  }

  static is(error: unknown): error is DecodeError {
    return error instanceof Error && error.name === 'DecodeError';
  }
}
