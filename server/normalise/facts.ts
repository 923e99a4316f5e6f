import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { Chat } from '../../protocol/model/chat.ts';
import type {
  ContentFilterFinding,
  ConventionId,
  Embeddings,
  RetrievedDocument,
  SpanException,
  SpanKind,
} from '../../protocol/model/span.ts';
import type { Cost, Usage } from '../../protocol/model/usage.ts';
import type { RawSpan } from '../decode/rawSpan.ts';

/** Everything canonical that a convention's adapter reads out of a raw span. Absent: not there. */
export interface SpanFacts {
  readonly name?: string;
  readonly kind?: SpanKind;
  readonly inputs?: JsonValue;
  readonly outputs?: JsonValue;
  readonly model?: string;
  readonly provider?: string;
  readonly parameters?: JsonObject;
  readonly finishReasons?: readonly string[];
  readonly contentFilter?: readonly ContentFilterFinding[];
  readonly chat?: Chat;
  readonly documents?: readonly RetrievedDocument[];
  readonly embeddings?: Embeddings;
  readonly usage?: Usage;
  readonly cost?: Cost;
  readonly exceptions?: readonly SpanException[];
  readonly statusMessage?: string;
  readonly session?: string;
  readonly user?: string;
  readonly tags?: JsonObject;
  /** Bare or qualified name of the function behind the span, where the SDK tells. */
  readonly functionName?: string;
}

/** A raw span with what was read out of it; the input of the store, the source of every canonical span. */
export interface NormalisedSpan {
  readonly raw: RawSpan;
  readonly facts: SpanFacts;
  readonly convention: ConventionId;
  /** Adapters that threw, for the log: never shown as data. */
  readonly issues: readonly string[];
}

/** The stage itself, as the engine is given it. Never throws. */
export type Normalise = (raw: RawSpan) => NormalisedSpan;

/** One convention's reader. Order in the list decides; the generic adapter is last and matches all. */
export interface ConventionAdapter {
  readonly id: ConventionId;
  /** Cheap test: scope name and attribute keys only, never values' content. */
  detect(span: RawSpan): boolean;
  /** Pure. May throw: that counts as no match, and the next adapter is tried. */
  read(span: RawSpan): SpanFacts;
}
