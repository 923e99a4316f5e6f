import type { JsonObject } from '../../protocol/base/json.ts';
import { isEarlier, type Nanos } from '../../protocol/base/time.ts';
import type { SpanId, SpanStatus, SpawnedFrom } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { NormalisedSpan } from '../normalise/facts.ts';
import { briefException, briefValue, firstQuestion, oneLine } from './brief.ts';
import { spanStatus } from './spanStatus.ts';
import { addStop, type Stops } from './stops.ts';

/**
 * What a trace's row is made of, kept beside it and brought forward span by span: adding one to a trace of a
 * hundred thousand costs what adding one to a trace of ten does. Plain JSON.
 */
export interface TraceSummary extends Stops {
  readonly spans: number;
  readonly running: number;
  readonly errors: number;
  readonly aborted: number;
  readonly startNs?: Nanos;
  readonly endNs?: Nanos;
  /** The earliest span without a parent. */
  readonly root?: SpanHead;
  /** The earliest span of all: stands for the root while that is missing. */
  readonly first?: SpanHead;
  /** First user message of the earliest chat. */
  readonly question?: TimedText;
  /** The earliest failure, `Type: message`. */
  readonly failure?: TimedText;
  readonly session?: string;
  readonly user?: string;
  readonly tags: JsonObject;
  /** In which span the thread of the root was started. */
  readonly spawnedFrom?: SpawnedFrom;
  /** Some span reports tokens or cost. */
  readonly priced: boolean;
  /** How many of the spans their SDK has sent: the others are known by live records alone. */
  readonly sentSpans?: number;
  /** The SDK has told something of the trace itself. */
  readonly told?: boolean;
  /** Nothing came for a while: its root is not waited for. Until the next span. */
  readonly settled?: boolean;
}

export interface SpanHead {
  readonly spanId: SpanId;
  readonly parentId?: SpanId;
  readonly name: string;
  readonly status: SpanStatus;
  readonly startNs: Nanos;
  readonly input?: string;
  readonly failure?: string;
}

interface TimedText {
  readonly startNs: Nanos;
  readonly text: string;
}

/** What the store had of a span before this write. */
export interface SpanBefore {
  readonly status: SpanStatus;
  readonly isRoot: boolean;
  readonly isSent: boolean;
}

/** By its SDK, not by live records alone. */
export function isSent({ door }: RawSpan): boolean {
  return door !== 'live';
}

/** Rows of before there were live records do not have the number. */
export function sentSpansOf({ sentSpans, spans }: TraceSummary): number {
  return sentSpans ?? spans;
}

export const previewLength = 200;

export const emptySummary: TraceSummary = {
  spans: 0,
  running: 0,
  errors: 0,
  aborted: 0,
  tags: {},
  priced: false,
};

export function addSpan(summary: TraceSummary, span: NormalisedSpan, before?: SpanBefore): TraceSummary {
  const { raw, facts } = span;
  const status = spanStatus(raw);
  const count = (of: SpanStatus) => Number(status === of) - Number(before?.status === of);
  const question = earliestText(summary.question, raw.startNs, () =>
    facts.chat === undefined ? undefined : firstQuestion(facts.chat.messages, previewLength),
  );
  const failure = earliestText(summary.failure, raw.startNs, () =>
    status === 'error' ? failureText(span, status) : undefined,
  );
  const session = summary.session ?? facts.session;
  const user = summary.user ?? facts.user;
  const root = raw.parentId === undefined ? headOf(span, status, summary.root) : summary.root;
  const spawnedFrom = summary.spawnedFrom ?? raw.spawnedFrom;
  return {
    spans: summary.spans + (before === undefined ? 1 : 0),
    running: summary.running + count('running'),
    errors: summary.errors + count('error'),
    aborted: summary.aborted + count('aborted'),
    startNs: earliest(summary.startNs, raw.startNs),
    ...latestEnd(summary.endNs, raw.endNs),
    ...(root === undefined ? {} : { root }),
    first: headOf(span, status, summary.first),
    ...(question === undefined ? {} : { question }),
    ...(failure === undefined ? {} : { failure }),
    ...(session === undefined ? {} : { session }),
    ...(user === undefined ? {} : { user }),
    ...(spawnedFrom === undefined ? {} : { spawnedFrom }),
    tags: facts.tags === undefined ? summary.tags : { ...summary.tags, ...facts.tags },
    priced: summary.priced || facts.usage !== undefined || facts.cost !== undefined,
    sentSpans: sentSpansOf(summary) + Number(isSent(raw)) - Number(before?.isSent ?? false),
    ...(summary.told ? { told: true } : {}),
    ...addStop(summary, span, status),
  };
}

/** `undefined` when the span did not fail, nor was cut off. */
export function failureText(span: NormalisedSpan, status: SpanStatus): string | undefined {
  if (status === 'aborted') return span.raw.status.message;
  if (status !== 'error') return undefined;
  const exception = span.facts.exceptions?.[0];
  if (exception !== undefined) return briefException(exception, previewLength);
  const message = span.facts.statusMessage ?? span.raw.status.message;
  return message === undefined || message === '' ? undefined : oneLine(message, previewLength);
}

/** The span itself where it starts earlier than `current`, is its parent, or a newer state of it. */
function headOf(span: NormalisedSpan, status: SpanStatus, current: SpanHead | undefined): SpanHead {
  const { raw, facts } = span;
  const replaces =
    current === undefined ||
    raw.spanId === current.spanId ||
    raw.spanId === current.parentId ||
    isEarlier(raw.startNs, current.startNs);
  if (!replaces) return current;
  const failure = failureText(span, status);
  const hasInput = facts.inputs !== undefined && facts.inputs !== null;
  return {
    spanId: raw.spanId,
    ...(raw.parentId === undefined ? {} : { parentId: raw.parentId }),
    name: facts.name ?? raw.name,
    status,
    startNs: raw.startNs,
    ...(hasInput ? { input: briefValue(facts.inputs, previewLength) } : {}),
    ...(failure === undefined ? {} : { failure }),
  };
}

function earliestText(
  current: TimedText | undefined,
  startNs: Nanos,
  text: () => string | undefined,
): TimedText | undefined {
  if (current !== undefined && isEarlier(current.startNs, startNs)) return current;
  const found = text();
  return found === undefined ? current : { startNs, text: found };
}

function earliest(current: Nanos | undefined, arrived: Nanos): Nanos {
  return current === undefined || isEarlier(arrived, current) ? arrived : current;
}

function latestEnd(current: Nanos | undefined, arrived: Nanos | undefined): { readonly endNs?: Nanos } {
  const endNs =
    current === undefined || (arrived !== undefined && isEarlier(current, arrived)) ? arrived : current;
  return endNs === undefined ? {} : { endNs };
}
