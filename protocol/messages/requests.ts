import type { JsonValue } from '../base/json.ts';
import { messageOf } from '../base/messageOf.ts';
import type { CodeState, SourceAt, SourceCandidate } from '../model/source.ts';
import type { Span, SpanId, TraceId } from '../model/span.ts';
import type { Trace } from '../model/trace.ts';
import type { CallPlace, FrameSpan, StoppedThread } from './debugging.ts';
import type { MemberRows, Regroup } from './regroup.ts';
import type { RunRow, SpanRow, TraceRow } from './rows.ts';

/**
 * Every question a view may ask the server, resource-shaped and by ids. The same table serves the
 * language client (LSP request `sidetrace/ask`) and the browser (`POST /api/request`).
 */
export interface Requests {
  /**
   * Newest first. `cursor` is opaque. With `regroup`, a trace that is shown inside another is not listed but part of
   * that one's row, and `text` finds the row.
   * Newest first. `cursor` is opaque. `pinned`: traces that the user keeps, or whose run; on the first page only,
   * where they may be among `traces` as well. `runs` are those of all rows.
   */
  readonly listTraces: {
    readonly params: {
      readonly text?: string;
      readonly limit: number;
      readonly cursor?: string;
      readonly regroup?: Regroup;
    };
    readonly result: {
      readonly traces: readonly TraceRow[];
      readonly pinned?: readonly TraceRow[];
      readonly runs?: readonly RunRow[];
      readonly nextCursor?: string;
      readonly position: Position;
    };
  };
  /**
   * Rows of traces by any form of their ids; those that are gone are left out. With `regroup`, the row in which a
   * trace is shown, each once.
   */
  readonly getTraceRows: {
    readonly params: { readonly traceIds: readonly TraceId[]; readonly regroup?: Regroup };
    readonly result: { readonly traces: readonly TraceRow[]; readonly runs?: readonly RunRow[] };
  };
  readonly getTrace: {
    readonly params: { readonly traceId: TraceId };
    readonly result: { readonly trace: Trace };
  };
  /**
   * Spans of one trace that changed after `sinceRevision` (0: all), in the order they changed, at most
   * `limit`; `more` says that another page follows after the returned `revision`.
   *
   * With `regroup`, and where the trace is shown together with others: of the head of its group, `sinceRevision` too
   * (`trace.traceId` tells which it is), and in `members` what is new in the others after the revisions in `since`; at
   * most `limit` rows in all. `gone` are those of `since` that do not belong to it any more.
   */
  readonly getSpanRows: {
    readonly params: {
      readonly traceId: TraceId;
      readonly sinceRevision: number;
      readonly limit: number;
      readonly regroup?: Regroup;
      readonly since?: Readonly<Record<TraceId, number>>;
    };
    readonly result: {
      readonly trace: TraceRow;
      readonly rows: readonly SpanRow[];
      readonly revision: number;
      readonly more: boolean;
      readonly members?: readonly MemberRows[];
      readonly gone?: readonly TraceId[];
    };
  };
  /**
   * One whole span. Strings longer than `maxText` characters inside inputs, outputs, attributes, events,
   * chat and documents are cut to that length, and `cut` names each: a 10 MB input is never sent unasked.
   * What is missing starts at the length of what is there (one unit less where a cut would split a pair).
   */
  readonly getSpan: {
    readonly params: { readonly traceId: TraceId; readonly spanId: SpanId; readonly maxText: number };
    readonly result: { readonly span: Span; readonly cut: readonly TextCut[] };
  };
  /** A piece of one long text that `getSpan` cut. Offsets count UTF-16 units. */
  readonly getText: {
    readonly params: {
      readonly traceId: TraceId;
      readonly spanId: SpanId;
      readonly path: JsonPath;
      readonly offset: number;
      readonly length: number;
    };
    readonly result: { readonly text: string; readonly total: number };
  };
  /**
   * The ranked places in the code that may have made a span; with `at: 'stop'` first the line on which it stood last,
   * where that is known; with a frame only that frame's line; of a tool its functions, of a message the texts it may be made of.
   * Empty: `reason` says why and what to do.
   */
  readonly resolveSource: {
    readonly params: { readonly traceId: TraceId; readonly spanId: SpanId; readonly at?: SourceAt };
    readonly result: {
      readonly candidates: readonly SourceCandidate[];
      /** Two or more: that many of the first are equally likely, and the user has to choose. */
      readonly equal?: number;
      readonly reason?: string;
      /**
       * What became of the code that ran, at the first place; absent where it is not known which text ran. Not with `at`.
       */
      readonly code?: CodeState;
    };
  };
  /**
   * Today's text of the span's file, or of its notebook cell, with the code that ran in its place: for a diff. None: `reason`
   * says why.
   */
  readonly ranText: {
    readonly params: { readonly traceId: TraceId; readonly spanId: SpanId };
    readonly result: {
      readonly ran?: {
        /** Absolute path. */
        readonly file: string;
        readonly cell?: number;
        /** Of the place today. */
        readonly line: number;
        readonly text: string;
        /** The span's, and when it began. */
        readonly name: string;
        readonly startNs: string;
      };
      readonly reason?: string;
    };
  };
  /** For each frame of a stopped thread the innermost running span that encloses it; `null`: none is known. */
  readonly spansOfFrames: {
    readonly params: StoppedThread;
    readonly result: { readonly spans: readonly (FrameSpan | null)[] };
  };
  /** Where to stop at the next call that makes such a span. None: `reason` says why and what to do. */
  readonly callPlace: {
    readonly params: { readonly traceId: TraceId; readonly spanId: SpanId };
    readonly result: { readonly place?: CallPlace; readonly reason?: string };
  };
  /** Removes traces from view; `restoreTraces` brings them back until the server ends. `all` leaves what is pinned. */
  readonly deleteTraces: {
    readonly params: { readonly traceIds: readonly TraceId[] | 'all' };
    readonly result: { readonly deleted: number };
  };
  /** Removes all traces of a run, pinned or not. */
  readonly deleteRun: {
    readonly params: { readonly runId: string };
    readonly result: { readonly deleted: number };
  };
  /** `runId`: only traces of that run. */
  readonly restoreTraces: {
    readonly params: { readonly runId?: string };
    readonly result: { readonly restored: number };
  };
  /** Gives a run the user's own name; an empty one brings its label back. */
  readonly renameRun: {
    readonly params: { readonly runId: string; readonly name: string };
    readonly result: { readonly run: RunRow };
  };
  /** What is pinned survives `deleteTraces` of all, and whatever else removes old traces. */
  readonly pinRun: {
    readonly params: { readonly runId: string; readonly pinned: boolean };
    readonly result: { readonly run: RunRow };
  };
  readonly pinTrace: {
    readonly params: { readonly traceId: TraceId; readonly pinned: boolean };
    readonly result: { readonly trace: TraceRow };
  };
}

/** Where in the delta stream an answer was made; see `Delta`. */
export interface Position {
  readonly generation: string;
  readonly seq: number;
}

/** Keys and indexes from the span object down, e.g. `['inputs', 'messages', 0, 'content']`. */
export type JsonPath = readonly (string | number)[];

export interface TextCut {
  readonly path: JsonPath;
  /** UTF-16 units of the whole text. */
  readonly total: number;
}

export type RequestName = keyof Requests;
export type ParamsOf<N extends RequestName> = Requests[N]['params'];
export type ResultOf<N extends RequestName> = Requests[N]['result'];

/** The part of `AbortSignal` that is used; this folder knows neither DOM nor Node. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
}

/** Asks one question. Rejects with `RequestError` and nothing else. */
export type Ask = <N extends RequestName>(
  name: N,
  params: ParamsOf<N>,
  signal?: CancelSignal,
) => Promise<ResultOf<N>>;

export type RequestErrorCode = 'not-found' | 'invalid' | 'unavailable' | 'cancelled' | 'internal';

/** A failed answer: what went wrong and, in `message`, what to do about it. */
export class RequestError extends Error {
  readonly code: RequestErrorCode;

  constructor(code: RequestErrorCode, message: string) {
    super(message);
    this.name = 'RequestError';
    this.code = code;
  }

  /** Structural, so that it also holds for errors that crossed a process. */
  static is(error: unknown, code?: RequestErrorCode): error is RequestError {
    return (
      error instanceof Error &&
      error.name === 'RequestError' &&
      (code === undefined || (error as RequestError).code === code)
    );
  }
}

/** An answer on any wire: failure is part of the type. */
export type Reply =
  | { readonly ok: JsonValue }
  | { readonly error: { readonly code: RequestErrorCode; readonly message: string } };

/** The answer that carries a failure over a wire. */
export function failedReply(error: unknown): Reply {
  const code = RequestError.is(error) ? error.code : 'internal';
  return { error: { code, message: messageOf(error) } };
}

const names = {
  listTraces: true,
  getTraceRows: true,
  getTrace: true,
  getSpanRows: true,
  getSpan: true,
  getText: true,
  resolveSource: true,
  ranText: true,
  spansOfFrames: true,
  callPlace: true,
  deleteTraces: true,
  deleteRun: true,
  restoreTraces: true,
  renameRun: true,
  pinRun: true,
  pinTrace: true,
} as const satisfies Readonly<Record<RequestName, true>>;

/**
 * The questions that whoever knows a trace's id may ask, as its id is unguessable: no listing, no change, no place in
 * the user's code.
 */
export const byIdRequests = [
  'getTraceRows',
  'getTrace',
  'getSpanRows',
  'getSpan',
  'getText',
] as const satisfies readonly RequestName[];
export type ByIdRequest = (typeof byIdRequests)[number];

/** Every name of `Requests`, for readers of a wire that is not trusted. */
export const requestNames = Object.keys(names) as readonly RequestName[];
