import * as v from 'valibot';
import { stackFrames, type TracedFrame } from '../../protocol/base/stackFrames.ts';
import { mostExceptions } from '../../protocol/messages/regroup.ts';
import {
  type CancelSignal,
  type ParamsOf,
  type Position,
  RequestError,
  type RequestName,
  type ResultOf,
} from '../../protocol/messages/requests.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { FrameAt, RanText } from '../../protocol/model/source.ts';
import type { Span, TraceId } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { cursorPattern } from '../store/readTraces.ts';
import type { Changes, TraceStore } from '../store/store.ts';
import { type CodeSearch, placesOfChat } from './chatPlaces.ts';
import { cutText, textPiece, valueAt } from './cutText.ts';
import { frameSpans } from './frameSpans.ts';
import { readCompleteSpan, type SpanReader } from './readComplete.ts';
import { runAnswers } from './runAnswers.ts';

/** What is known of a span's place beside the span. */
export interface Around {
  /** Names of the spans around it, the nearest first. */
  readonly ancestors?: readonly string[];
  /** Not the span's places, but that of a frame of its stack. */
  readonly frame?: TracedFrame;
  /** The text of its code as it ran. */
  readonly ran?: RanText;
}

/** The ranked places of a span in the code; the source index's work. */
export type ResolveSource = (span: Span, trace: Trace, around?: Around) => Promise<ResultOf<'resolveSource'>>;

/** Today's text of the span's file or cell with what ran in its place; the source index's work too. */
export type TextAsItRan = (
  span: Span,
  trace: Trace,
  ran: RanText,
) => Promise<Pick<RanResult, 'file' | 'cell' | 'line' | 'text'> | undefined>;

type RanResult = NonNullable<ResultOf<'ranText'>['ran']>;

/** Where a debugger stops at the next call; the source index's work too. */
export type FindCallPlace = (span: Span, trace: Trace) => Promise<ResultOf<'callPlace'>>;

export interface AnswerContext extends SpanReader {
  readonly store: TraceStore;
  readonly resolveSource: ResolveSource;
  readonly textAsItRan: TextAsItRan;
  /** The file here that a recorded path is. */
  readonly localFile: (recorded: string) => string;
  readonly findCallPlace: FindCallPlace;
  readonly search: CodeSearch;
  /** Of the question that is being answered. */
  readonly signal?: CancelSignal;
  readonly position: () => Position;
  /** Tells all views of a change that an answer made. */
  readonly publish: (changes: Changes) => void;
}

/** How one question is checked and answered. Failure is a thrown `RequestError`. */
export interface Answer<N extends RequestName> {
  readonly params: v.GenericSchema<unknown, ParamsOf<N>>;
  readonly answer: (params: ParamsOf<N>, context: AnswerContext) => ResultOf<N> | Promise<ResultOf<N>>;
}

const id = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const limit = (max: number) => v.pipe(count, v.minValue(1), v.maxValue(max));
const ofSpan = { traceId: id, spanId: id };
const regroup = v.exactOptional(
  v.object({ all: v.boolean(), except: v.pipe(v.array(id), v.maxLength(mostExceptions)) }),
);
const path = v.pipe(v.array(v.union([v.pipe(v.string(), v.maxLength(10_000)), count])), v.maxLength(200));

const sourceAt = v.union([
  v.literal('stop'),
  v.strictObject({ exception: count, frame: count }),
  v.strictObject({ tool: count }),
  v.strictObject({ message: count, call: count }),
  v.strictObject({ message: count, part: count }),
]);

const frame = v.object({
  file: v.pipe(v.string(), v.maxLength(10_000)),
  line: count,
  function: v.pipe(v.string(), v.maxLength(10_000)),
});

/** One row for each name of `Requests`: the compiler finds the one that is missing. */
export const answers: { readonly [N in RequestName]: Answer<N> } = {
  listTraces: {
    params: v.object({
      text: v.exactOptional(v.pipe(v.string(), v.maxLength(1000))),
      limit: limit(1000),
      cursor: v.exactOptional(v.pipe(v.string(), v.regex(cursorPattern, 'not a cursor of this list'))),
      regroup,
    }),
    answer: (params, { store, position }) => ({ ...store.listTraces(params), position: position() }),
  },
  getTraceRows: {
    params: v.object({ traceIds: v.pipe(v.array(id), v.maxLength(10_000)), regroup }),
    answer: ({ traceIds, regroup: wanted }, { store }) => {
      const ids = traceIds.map((traceId) => store.resolveTraceId(traceId) ?? traceId);
      const traces = wanted === undefined ? rowsOf(store, ids) : store.shownRows(ids, wanted);
      return { traces, runs: store.runs([...new Set(traces.flatMap((row) => row.runId ?? []))]) };
    },
  },
  getTrace: {
    params: v.object({ traceId: id }),
    answer: ({ traceId }, { store }) => ({ trace: found(store.trace(known(store, traceId)), 'trace') }),
  },
  getSpanRows: {
    params: v.object({
      traceId: id,
      sinceRevision: count,
      limit: limit(100_000),
      regroup,
      since: v.exactOptional(v.record(id, count)),
    }),
    answer: ({ traceId, sinceRevision, limit: most, regroup: wanted, since = {} }, { store }) => {
      const one = known(store, traceId);
      if (wanted !== undefined) {
        const query = { traceId: one, regroup: wanted, sinceRevision, since, limit: most };
        return found(store.groupSpans(query), 'trace');
      }
      const trace = found(store.traceRow(one), 'trace');
      return { trace, ...store.spanRows(trace.traceId, sinceRevision, most) };
    },
  },
  getSpan: {
    params: v.object({ ...ofSpan, maxText: count }),
    answer: (params, context) => {
      const { value, cut } = cutText(spanOf(params, context), params.maxText);
      return { span: value, cut };
    },
  },
  getText: {
    params: v.object({ ...ofSpan, path, offset: count, length: limit(16_000_000) }),
    answer: (params, context) => {
      const text = valueAt(spanOf(params, context), params.path);
      if (typeof text !== 'string') throw new RequestError('not-found', 'The span has no text at this path.');
      return { text: textPiece(text, params.offset, params.length), total: text.length };
    },
  },
  resolveSource: {
    params: v.object({
      ...ofSpan,
      at: v.exactOptional(sourceAt),
    }),
    answer: ({ at, ...ids }, context) => {
      const span = spanOf(ids, context);
      const trace = found(context.store.trace(span.traceId), 'trace');
      if (typeof at === 'object' && 'frame' in at) return ofFrame(at, span, trace, context);
      const ancestors = ancestorsOf(span, context);
      if (typeof at === 'object')
        return placesOfChat(at, span, { ...context, trace, ancestors: () => ancestors });
      if (at === 'stop') return context.resolveSource(withStop(span), trace, { ancestors });
      const ran = ranOf(span, context);
      return context.resolveSource(span, trace, { ancestors, ...(ran && { ran }) });
    },
  },
  ranText: {
    params: v.object(ofSpan),
    answer: async (params, context) => {
      const span = spanOf(params, context);
      const ran = ranOf(span, context);
      if (ran === undefined) return { reason: 'Which text of its code ran is not known.' };
      const trace = found(context.store.trace(span.traceId), 'trace');
      const place = await context.textAsItRan(span, trace, ran);
      if (place === undefined) return { reason: 'The file of this span cannot be read any more.' };
      return { ran: { ...place, name: span.name, startNs: span.startNs } };
    },
  },
  spansOfFrames: {
    params: v.object({
      pid: v.exactOptional(count),
      threadName: v.exactOptional(v.pipe(v.string(), v.maxLength(1000))),
      frames: v.pipe(v.array(frame), v.maxLength(1000)),
    }),
    answer: (thread, context) => ({ spans: frameSpans(thread, context) }),
  },
  callPlace: {
    params: v.object(ofSpan),
    answer: (params, context) => {
      const span = spanOf(params, context);
      return context.findCallPlace(span, found(context.store.trace(span.traceId), 'trace'));
    },
  },
  deleteTraces: {
    params: v.object({ traceIds: v.union([v.literal('all'), v.array(id)]) }),
    answer: ({ traceIds }, { store, publish }) => {
      // A view may still know a trace by the id that it had before its spans told the right one.
      const known = traceIds === 'all' ? 'all' : traceIds.flatMap((one) => store.resolveTraceId(one) ?? []);
      const changes = store.remove(known);
      publish(changes);
      return { deleted: changes.removed.length };
    },
  },
  restoreTraces: {
    params: v.strictObject({ runId: v.exactOptional(id) }),
    answer: ({ runId }, { store, publish }) => {
      const changes = store.restore(runId);
      publish(changes);
      return { restored: changes.changed.length };
    },
  },
  ...runAnswers,
};

function rowsOf(store: TraceStore, ids: readonly TraceId[]): readonly TraceRow[] {
  return ids.map((id) => store.traceRow(id)).filter((row) => row !== undefined);
}

/** The span as if the line on which it stood were its place. */
function withStop(span: Span): Span {
  if (span.standsAt === undefined) return span;
  const { file, line, cellId } = span.standsAt;
  const place = { file, line, basis: 'recorded' as const };
  return {
    ...span,
    source: { ...place, candidates: [{ ...place, ...(cellId !== undefined && { cellId }) }] },
  };
}

/** A view says which frame; what stands in it is read from what is stored. */
function ofFrame(
  at: FrameAt,
  span: Span,
  trace: Trace,
  { resolveSource }: AnswerContext,
): ReturnType<ResolveSource> {
  const frame = stackFrames(span.exceptions[at.exception]?.stacktrace ?? '')[at.frame];
  if (frame !== undefined && !frame.library) return resolveSource(span, trace, { frame });
  const reason = frame
    ? 'This is a line of a library.'
    : 'The stack has no such line. Select the span again.';
  return Promise.resolve({ candidates: [], reason });
}

/** The text of the span's code, where its program told it. */
function ranOf({ traceId, spanId }: Span, { store }: AnswerContext): RanText | undefined {
  const ran = store.rawSpan(traceId, spanId)?.ran;
  if (ran === undefined) return undefined;
  const { hash, ...place } = ran;
  const text = store.codeText(hash);
  return text === undefined ? undefined : { ...place, text };
}

/** So many tell two places apart; a trace may be a thousand spans deep. */
const mostAncestors = 5;

function ancestorsOf({ traceId, parentId }: Span, context: AnswerContext): readonly string[] {
  const names: string[] = [];
  let next = parentId;
  while (next !== undefined && names.length < mostAncestors) {
    const parent = readCompleteSpan(context, traceId, next);
    if (!parent) break;
    names.push(parent.name);
    next = parent.parentId;
  }
  return names;
}

function spanOf(ids: { readonly traceId: string; readonly spanId: string }, context: AnswerContext): Span {
  return found(readCompleteSpan(context, ids.traceId, ids.spanId), 'span');
}

function known(store: TraceStore, traceId: string): string {
  return found(store.resolveTraceId(traceId), 'trace');
}

function found<T>(value: T | undefined, what: 'trace' | 'span'): T {
  if (value !== undefined) return value;
  throw new RequestError(
    'not-found',
    `This ${what} is not in the store any more. Reload the list of traces.`,
  );
}
