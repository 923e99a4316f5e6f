import type { JsonObject } from '../../protocol/base/json.ts';
import type { HistoryLimits } from '../../protocol/messages/language.ts';
import type { Regroup } from '../../protocol/messages/regroup.ts';
import type { RunRow, SpanRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import type { CodeText, RawSpan, TraceFacts } from '../decode/rawSpan.ts';
import type { NormalisedSpan } from '../normalise/facts.ts';
import type { FailedCall } from './failedCalls.ts';
import type { GroupPage, GroupQuery } from './groups/groupPage.ts';
import type { StoredProcess } from './openSpans.ts';
import type { CallHint, CallNames, NewestRun, RecentCall } from './recentCalls.ts';
import type { RunNews } from './runEnds.ts';
import type { SearchPosition, TraceSearch } from './search/traceCondition.ts';
import type { Split } from './splits.ts';

/** Traces by their ids or their run; `all`: but those that are kept. */
export type Removed = readonly TraceId[] | 'all' | { readonly runId: string };

/** Which traces a write touched: all that the bus carries on. */
export interface Changes {
  readonly changed: readonly TraceId[];
  readonly removed: readonly TraceId[];
}

export interface Tidied extends Changes {
  /** Another step is needed. */
  readonly more: boolean;
}

/** Milliseconds since the epoch. */
export interface QuietTimes {
  readonly quietSinceMs: number;
  /** Earlier: an SDK that tells spans only when their root ends is silent for as long as its program works. */
  readonly silentSinceMs: number;
}

/** Trace info as a tracking server keeps it, beside the canonical trace (read by the MLflow routes). */
export interface StoredTraceInfo {
  readonly facts: TraceFacts;
  /** Spans that the SDK has sent, for "is it complete?". */
  readonly spanCount: number;
  readonly assessments: readonly JsonObject[];
}

export interface FoundTrace {
  readonly info: StoredTraceInfo;
  readonly position: SearchPosition;
}

export interface TraceFindings {
  readonly found: readonly FoundTrace[];
  /** Behind which a next page begins: given unless this one is the last, also where reading on took too long. */
  readonly next?: SearchPosition;
}

/** Traces and spans. The only part of the pipeline with state; every method is synchronous. */
export interface TraceStore {
  /** All that `work` reads and writes here in one transaction: all or nothing, and nobody else's write in between. */
  atomically<T>(work: () => T): T;
  /** Each span merged with what is already stored under its ids; see `mergeRaw`. */
  withStored(spans: readonly RawSpan[]): readonly RawSpan[];
  /** All or nothing. Also gives a provisional trace (MLflow 2's request id) its OTel id once spans tell it. */
  write(
    spans: readonly NormalisedSpan[],
    traces: readonly TraceFacts[],
    texts?: readonly CodeText[],
  ): Changes;

  /**
   * Ends the waiting for a root that will not come: of traces without root or running span to which nothing was
   * added since then.
   */
  settleQuiet(times: QuietTimes): Changes;

  /** Running spans of a process that told of them by live records, in no order. */
  openSpans(process: StoredProcess): readonly RawSpan[];
  openProcesses(): readonly StoredProcess[];

  /** The trace id behind any id form: OTel hex, `tr-…`, MLflow 2 request id. */
  resolveTraceId(id: string): TraceId | undefined;
  listTraces(page: {
    readonly text?: string;
    readonly limit: number;
    readonly cursor?: string;
    readonly regroup?: Regroup;
  }): {
    readonly traces: readonly TraceRow[];
    /** On the first page: what the user keeps, however old it is. */
    readonly pinned?: readonly TraceRow[];
    readonly runs: readonly RunRow[];
    readonly nextCursor?: string;
  };
  /** Those of the runs that have a trace. */
  runs(runIds: readonly string[]): readonly RunRow[];
  traceRow(traceId: TraceId): TraceRow | undefined;
  /** The rows in which these traces are shown, each once: a group's, or the trace's own. */
  shownRows(traceIds: readonly TraceId[], regroup: Regroup): readonly TraceRow[];
  trace(traceId: TraceId): Trace | undefined;
  traceCount(): number;
  spanRows(
    traceId: TraceId,
    sinceRevision: number,
    limit: number,
  ): {
    readonly rows: readonly SpanRow[];
    readonly revision: number;
    readonly more: boolean;
  };
  /** The same for the group in which a trace is shown. */
  groupSpans(query: GroupQuery): GroupPage | undefined;
  rawSpan(traceId: TraceId, spanId: SpanId): RawSpan | undefined;
  /** In order of start. Lazily read: a trace may have a million spans. */
  rawSpans(traceId: TraceId): Iterable<RawSpan>;

  /** By its hash; it is there as long as a span that names it. */
  codeText(hash: string): string | undefined;

  traceInfo(traceId: TraceId): StoredTraceInfo | undefined;
  /** How many of these spans are stored, as sent by the SDK. */
  sentAmong(traceId: TraceId, spanIds: readonly SpanId[]): number;
  /** A page of traces as MLflow searches them. Throws `SearchTooLong`. */
  searchTraces(search: TraceSearch): TraceFindings;
  /** Oldest first. */
  startedUntil(query: {
    readonly experimentId: string;
    readonly untilMs: number;
    readonly limit: number;
  }): readonly TraceId[];
  putAssessment(traceId: TraceId, assessment: JsonObject): Changes;
  removeAssessment(traceId: TraceId, assessmentId: string): Changes;

  /** Where work was given to threads that began traces of their own; of the newest traces only. */
  splits(): readonly Split[];
  /** Spans of these names among those stored last, the newest first; of bounded effort. */
  recentCalls(names: CallNames): readonly RecentCall[];
  /** Spans that ended with an error among those stored last, the newest first; of bounded effort. */
  failedCalls(): readonly FailedCall[];
  /** Those among the newest 2,000 spans that are wanted, the newest first. */
  selectCalls(isWanted: (call: CallHint) => boolean): readonly RecentCall[];
  newestRun(): NewestRun | undefined;

  /** An empty name brings the run's label back. */
  renameRun(runId: string, name: string): Changes;
  pinRun(runId: string, pinned: boolean): Changes;
  noteRun(news: RunNews): Changes;
  pinTrace(traceId: TraceId, pinned: boolean): Changes;

  /** Hides traces until `restore` or the end of the process; then they are gone for good. `all` leaves what is pinned. */
  remove(which: Removed): Changes;
  restore(runId?: string): Changes;
  /** One step towards these limits, of some milliseconds; its traces cannot be restored. */
  tidy(limits: HistoryLimits): Tidied;
  close(): void;
}
