import type { JsonObject, JsonValue } from '../base/json.ts';
import type { Nanos } from '../base/time.ts';
import type { Chat } from './chat.ts';
import type { CallSite, Source } from './source.ts';
import type { Cost, Usage } from './usage.ts';

/** 32 lower-case hex digits (ids that are not OTel-sized are kept as the SDK wrote them). */
export type TraceId = string;
/** 16 lower-case hex digits, or the SDK's own form. */
export type SpanId = string;

/** `aborted`: the process ended before the span did. */
export type SpanStatus = 'running' | 'ok' | 'error' | 'aborted' | 'unset';

export const knownKinds = [
  'AGENT',
  'CHAIN',
  'CHAT_MODEL',
  'LLM',
  'TOOL',
  'RETRIEVER',
  'EMBEDDING',
  'PARSER',
  'RERANKER',
  'GUARDRAIL',
  'EVALUATOR',
  'MEMORY',
  'TASK',
  'WORKFLOW',
  'UNKNOWN',
] as const; // prettier-ignore
export type KnownKind = (typeof knownKinds)[number];
/** A known kind, or the SDK's own word kept as given (`func`). */
export type SpanKind = KnownKind | (string & Record<never, never>);

export interface SpanEvent {
  readonly name: string;
  readonly timeNs: Nanos;
  readonly attributes: JsonObject;
}

export interface SpanLink {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly attributes: JsonObject;
}

export interface SpanException {
  readonly type: string;
  readonly message: string;
  /** The language's own text, newest frame last for Python. */
  readonly stacktrace?: string;
}

/** A retrieved document, or a reranker's result. */
export interface RetrievedDocument {
  readonly id?: string;
  readonly content: string;
  readonly score?: number;
  readonly metadata: JsonObject;
}

export interface Embeddings {
  readonly model?: string;
  readonly count: number;
  readonly dimensions?: number;
}

/** What a provider's content filter found of one category (`hate`, `jailbreak`, …). */
export interface ContentFilterFinding {
  readonly on: 'question' | 'answer';
  readonly category: string;
  /** The content was kept back because of it. */
  readonly filtered: boolean;
  /** The provider's word: `safe`, `low`, `medium`, `high`. */
  readonly severity?: string;
  /** Of categories without a severity. */
  readonly detected?: boolean;
}

export interface Scope {
  readonly name: string;
  readonly version?: string;
}

export interface Thread {
  readonly id?: number;
  readonly name?: string;
}

export interface SpanRef {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
}

/** A line of code and the function around it: its bare name, and the line of its first decorator or `def`. */
export interface SpawnPlace extends CallSite {
  readonly function?: string;
  readonly functionLine?: number;
}

/** How the work of a thread was given to it, as far as the helper tells. */
export interface SpawnedFrom extends SpanRef {
  /** `submit`, `map`, `Thread.start`, `run_in_executor`. */
  readonly by?: string;
  /** The line that gave it. */
  readonly at?: SpawnPlace;
}

/** The line on which a running span's thread stood when it was last looked at. */
export interface StandsAt {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
  /** Of a notebook: the cell in its kernel's words; `file` is then the name under which that ran it. */
  readonly cellId?: string;
  readonly timeNs: Nanos;
}

/** Which convention's adapter read the span (`mlflow`, `openinference`, `otel-genai`, … `generic`). */
export type ConventionId = string;

/** The canonical span: what every view, export and check reads (docs/model.md). */
export interface Span {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  readonly parentId?: SpanId;
  /** What a person should read; not the template. */
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly statusMessage?: string;
  readonly startNs: Nanos;
  /** Absent while the span runs. */
  readonly endNs?: Nanos;
  /** `null` when the SDK recorded none, or when `chat` holds it all. */
  readonly inputs: JsonValue;
  readonly outputs: JsonValue;
  /** Complete and raw, as the SDK sent them. */
  readonly attributes: JsonObject;
  readonly events: readonly SpanEvent[];
  readonly links: readonly SpanLink[];
  readonly exceptions: readonly SpanException[];
  readonly model?: string;
  readonly provider?: string;
  /** Request parameters such as `temperature`. */
  readonly parameters?: JsonObject;
  readonly finishReasons?: readonly string[];
  readonly contentFilter?: readonly ContentFilterFinding[];
  readonly chat?: Chat;
  readonly documents?: readonly RetrievedDocument[];
  readonly embeddings?: Embeddings;
  readonly usage?: Usage;
  readonly cost?: Cost;
  readonly source?: Source;
  readonly thread?: Thread;
  /** On a root that began in a thread: the span inside which that was started. */
  readonly spawnedFrom?: SpawnedFrom;
  /** Only on a span that runs, or whose process ended in it. */
  readonly standsAt?: StandsAt;
  readonly convention: ConventionId;
  readonly scope: Scope;
}
