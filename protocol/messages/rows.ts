import type { FileLine } from '../base/fileLine.ts';
import type { Nanos } from '../base/time.ts';
import type { SpanId, SpanKind, SpanStatus, SpawnedFrom, TraceId } from '../model/span.ts';
import type { RunInfo } from '../model/trace.ts';
import type { Cost, Usage } from '../model/usage.ts';

/** What the list of traces needs of one trace; never a payload. */
export interface TraceRow {
  readonly traceId: TraceId;
  readonly requestId?: string;
  readonly name: string;
  readonly status: SpanStatus;
  readonly startNs: Nanos;
  readonly endNs?: Nanos;
  readonly spanCount: number;
  readonly errorCount: number;
  /** First line of the question asked, or the first exception's `Type: message`; at most 200 characters. */
  readonly preview?: string;
  readonly usage?: Usage;
  readonly cost?: Cost;
  /** Its root began in a thread that was started inside another trace's span. */
  readonly spawnedFrom?: SpawnedFrom;
  /** Only in answers that regroup, and where there is more than one trace. */
  readonly group?: TraceGroup;
  readonly verdict?: Verdict;
  /** Which of the answer's `runs` it belongs to. */
  readonly runId?: string;
  /** The test inside which it began: `tests/test_a.py::test_b`. */
  readonly test?: string;
  /** The user keeps it: it stands on top and survives clearing. */
  readonly pinned?: true;
  /** Grows with every change of the trace; `getSpanRows` asks for what is newer. */
  readonly revision: number;
}

/** Traces that belong together: one, and those that threads began inside it, and inside these. */
export interface TraceGroup {
  /** The one that no other of them started. */
  readonly head: TraceId;
  /** All of them. */
  readonly traces: number;
  /** Of those inside the head, as far as they are shown together: how many failed or were cut off. */
  readonly failed: number;
  /** They are shown as one: counts, status, end, tokens and cost of the row are those of all. */
  readonly together: boolean;
}

/**
 * Where a trace stands. `waiting`: on `at`, with nothing begun or ended since `sinceNs`; whoever shows it decides how
 * long is worth a word. `ended` (it said so) and `vanished` (killed, crashed): its process, at `sinceNs`, in this span.
 */
export interface Verdict {
  readonly kind: 'waiting' | 'ended' | 'vanished';
  /** The innermost span that was open. */
  readonly spanId: SpanId;
  /** Only in a row of several traces: the one that the span is in. */
  readonly traceId?: TraceId;
  readonly name: string;
  /** The line on which its thread stood when last looked at. */
  readonly at?: FileLine;
  /** Only without `at`: the span's own line. */
  readonly from?: FileLine;
  readonly sinceNs: Nanos;
}

/** What the list of traces needs of one run, over all its traces that were not deleted. */
export interface RunRow extends RunInfo {
  /** `label` is what the user calls it; this is what it was called before. */
  readonly labelGiven?: string;
  readonly pinned?: true;
  readonly traceCount: number;
  readonly failedCount: number;
  readonly runningCount: number;
  /** Of its first trace. */
  readonly startNs: Nanos;
  /** Of the trace that ended last. */
  readonly endNs?: Nanos;
  /** A process of it is there, whether or not it traces anything now; told by the helper. */
  readonly alive?: true;
  readonly end?: RunEnd;
}

/** How the last process of a run ended. `how`: it said so, or was gone without a word; absent where only its exit code is known. */
export interface RunEnd {
  readonly how?: 'ended' | 'vanished';
  /** What its terminal, task or debugger heard. */
  readonly exitCode?: number;
}

/** What a row of the tree and a bar of the timeline need of one span; never a payload. */
export interface SpanRow {
  readonly spanId: SpanId;
  readonly parentId?: SpanId;
  readonly name: string;
  readonly kind: SpanKind;
  readonly status: SpanStatus;
  readonly startNs: Nanos;
  readonly endNs?: Nanos;
  readonly model?: string;
  /** Total tokens as reported on this span. */
  readonly tokens?: number;
  /** A tool's arguments or an exception's type in a few words; at most 80 characters. */
  readonly hint?: string;
}
