import { stackFrames } from '../../../protocol/base/stackFrames.ts';
import type { CallSite } from '../../../protocol/model/source.ts';
import type { Span, SpanRef } from '../../../protocol/model/span.ts';
import { shortCall } from './shortCall.ts';

/** What is told of a failed span; the span itself may be of many megabytes. */
export interface FailedSpan extends SpanRef {
  readonly parentId?: string;
  readonly name: string;
  /** `ValueError: Unknown mode: divide` */
  readonly error: string;
  /** `Math(x=2, mode="divide")` */
  readonly call: string;
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  /** Where the function or block begins, and where it was called, as recorded. */
  readonly begins?: CallSite;
  readonly calledAt?: CallSite;
  /** Of the user's own code, the innermost first. */
  readonly frames: readonly OwnFrame[];
  /** Which of the span's exceptions the frames are of. */
  readonly exception: number;
}

export interface OwnFrame {
  /** Its number in `stackFrames`. */
  readonly frame: number;
  /** The line's text as the stack shows it. */
  readonly quoted?: string;
}

const longestError = 500;
const mostFrames = 20;

/** Undefined: neither an exception nor a message tells that something was raised. */
export function failedSpan(span: Span): FailedSpan | undefined {
  const { traceId, spanId, parentId, name, source, exceptions, statusMessage = '' } = span;
  // Those before it were caught, and told of as events.
  const exception = Math.max(0, exceptions.length - 1);
  const raised = exceptions[exception];
  const error = raised ? [raised.type, raised.message].filter(Boolean).join(': ') : statusMessage;
  if (error === '') return undefined;
  const begins = placeOf(source?.file, source?.line);
  return {
    traceId,
    spanId,
    ...(parentId !== undefined && { parentId }),
    name,
    error: error.length > longestError ? `${error.slice(0, longestError)} …` : error,
    call: shortCall(name, span.inputs),
    startMs: Number(BigInt(span.startNs) / 1_000_000n),
    ...(begins && { begins }),
    ...(source?.callSite && { calledAt: source.callSite }),
    frames: ownFrames(raised?.stacktrace ?? ''),
    exception,
  };
}

function placeOf(file: string | undefined, line: number | undefined): CallSite | undefined {
  return file === undefined || line === undefined ? undefined : { file, line };
}

/** Python writes the innermost frame last, V8 first; of chained exceptions Python writes the outer one last, V8 first. */
function ownFrames(stack: string): readonly OwnFrame[] {
  const frames = stackFrames(stack).map((place, frame) => ({ place, frame }));
  const isPython = frames.some(({ place }) => /^[ \t|+-]*File "/.test(stack.slice(place.start, place.end)));
  const ordered = isPython ? frames.toReversed() : frames;
  return ordered
    .filter(({ place }) => !place.library)
    .slice(0, mostFrames)
    .map(({ place, frame }) => {
      const quoted = isPython ? quotedBelow(stack, place.end) : undefined;
      return { frame, ...(quoted !== undefined && { quoted }) };
    });
}

function quotedBelow(stack: string, end: number): string | undefined {
  const from = stack.indexOf('\n', end) + 1;
  if (from === 0) return undefined;
  const line = stack.slice(from, stack.indexOf('\n', from) < 0 ? undefined : stack.indexOf('\n', from));
  // Four spaces further in than `  File "…"`; groups draw a line down the left.
  const text = /^[ |]{4,}(\S.*)$/.exec(line.trimEnd())?.[1];
  return text === undefined || text.startsWith('File "') ? undefined : text;
}
