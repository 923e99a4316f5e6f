/** What the program's thread tells the sender's, and the numbers that both share. */

/** Seconds and nanoseconds since the epoch, as OpenTelemetry's JS SDK has times. */
export type HrTime = readonly [number, number];
/** As the SDK took them: text, number, truth value, a list of these, or nothing. */
export type Attributes = Readonly<Record<string, unknown>>;

/** A line of the user's code. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly function?: string;
  /** What runs was made from the file, and stands in this one. */
  readonly compiled?: string;
}

export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

export interface Status {
  readonly code: number;
  readonly message?: string;
}

export interface SpanEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: Attributes;
}

export interface SpanLink extends SpanIds {
  readonly attributes: Attributes;
}

/** What never changes. */
export interface Origin extends SpanIds {
  readonly parentSpanId?: string;
  /** OpenTelemetry's API: 0 is internal. */
  readonly kind: number;
  readonly start: HrTime;
  readonly scope: { readonly name: string; readonly version: string };
  readonly thread: { readonly id: number; readonly name: string };
  readonly call?: Place;
}

/** What is new: absent is unchanged; attributes and events come beside those that are known. */
export interface Changes {
  readonly name?: string;
  readonly status?: Status;
  readonly attributes?: Attributes;
  readonly events?: readonly SpanEvent[];
  readonly links?: readonly SpanLink[];
}

/** While it is put together piece by piece: spreading conditions would cost as much as all else in the program's thread. */
export type Built<T> = { -readonly [Key in keyof T]: T[Key] };

/** `key`: counts the spans of a thread, from 1. `weight`: characters of its texts. */
export type SpanMessage =
  | {
      readonly op: 'start';
      readonly key: number;
      readonly weight: number;
      readonly origin: Origin;
      readonly new: Changes;
    }
  | { readonly op: 'change'; readonly key: number; readonly weight: number; readonly new: Changes }
  | {
      readonly op: 'end';
      readonly key: number;
      readonly weight: number;
      readonly end: HrTime;
      readonly new: Changes;
      /** Where the sender does not know the span: all of it is in `new` then. */
      readonly origin?: Origin;
    };

/** Why the program makes no spans, though it means to. Said once, while none has begun. */
export type SilentMessage =
  /** The SDK samples out what was asked for: of the traces it keeps the part `ratio`. `setting`: the variable that has set the sampler. */
  | { readonly op: 'silent'; readonly ratio: number; readonly setting: 'OTEL_TRACES_SAMPLER' | null }
  | { readonly op: 'silent'; readonly by: 'OTEL_SDK_DISABLED' };

/** `flush`: the program's thread ends, and waits a little. */
export type Message = SpanMessage | SilentMessage | { readonly op: 'flush' };
/** As JSON where that says all: texts take half as long from thread to thread as what is made of many parts. */
export type Sent = Message | string;
/** By `postMessage`: null wakes the sender, for which there are texts in the ring. */
export type Posted = Sent | null;

/** What the sender is started with. */
export interface SenderData {
  readonly host: string;
  readonly port: number;
  /** First line of every body (docs/protocol.md), as JSON. */
  readonly hello: string;
  /** When the program's thread began, milliseconds since the epoch. */
  readonly startedMs: number;
  /** Numbers, by `slot`. */
  readonly shared: SharedArrayBuffer;
  /** Most of what is told (between/ring.ts). */
  readonly ring: SharedArrayBuffer;
}

/** Places in the shared Int32Array. */
export const slot = {
  /** Messages that the sender has taken, and their weight; both wrap. */
  taken: 0,
  takenWeight: 1,
  /** One of `state`. */
  state: 2,
  /** How many flushes are done; notified. */
  flushed: 3,
  /** Spans up to this key are forgotten: their end has to tell all. */
  forgotten: 4,
} as const;
export const slots = 5;

export const state = { starting: 0, there: 1, away: 2, gone: 3 } as const;
