import type { Nanos } from '../../protocol/base/time.ts';
import { earlier } from '../../protocol/base/time.ts';
import type { SpanStatus } from '../../protocol/model/span.ts';
import type { TraceFacts } from '../decode/rawSpan.ts';
import { oneLine } from './brief.ts';
import { previewLength, type TraceSummary } from './traceSummary.ts';

/** The columns of a trace's row that follow from its spans and from what a wire said about it. */
export interface TraceColumns {
  readonly name: string;
  readonly status: SpanStatus;
  readonly startNs?: Nanos;
  readonly endNs?: Nanos;
  readonly preview?: string;
}

export function traceColumns(summary: TraceSummary, facts: StoredFacts): TraceColumns {
  const status = traceStatus(summary, facts);
  const { startNs, endNs } = traceTimes(summary, facts);
  const preview = tracePreview(summary, facts, status);
  return {
    name: summary.root?.name ?? facts.name ?? summary.first?.name ?? 'trace',
    status,
    ...(startNs === undefined ? {} : { startNs }),
    ...(endNs === undefined || status === 'running' ? {} : { endNs }),
    ...(preview === undefined ? {} : { preview }),
  };
}

/** `TraceFacts` less the ids. */
export type StoredFacts = Omit<TraceFacts, 'traceId'>;

/**
 * First rule that holds:
 * 1. a span runs → `running`;
 * 2. the wire said `error` (a program may set its trace's state itself) → `error`;
 * 3. the root is in → its status, where a root that says nothing counts as `ok`;
 * 4. the wire said `ok` → `ok`;
 * 5. a process ended before a span did (see `RawSpan.aborted`) → `aborted`;
 * 6. the wire said `running`, or spans came whose root did not (batches bring children first) → `running`,
 *    until the trace has been quiet for a while (`settled`). Then a trace that was announced and never ended is
 *    `aborted`: its program is gone, or it will say so when it ends after all. For others the earliest span stands:
 *    the root may be in a program that is not ours to see, or lost by its SDK.
 */
export function traceStatus(summary: TraceSummary, facts: StoredFacts): SpanStatus {
  if (summary.running > 0) return 'running';
  if (facts.state === 'error') return 'error';
  if (summary.root !== undefined) return summary.root.status === 'unset' ? 'ok' : summary.root.status;
  if (facts.state === 'ok') return 'ok';
  if (summary.aborted > 0) return 'aborted';
  if (summary.settled !== true) return 'running';
  if (facts.state === 'running') return 'aborted';
  if (summary.first === undefined) return 'unset';
  return summary.first.status === 'error' ? 'error' : 'ok';
}

/** Spans tell times to the nanosecond, trace infos to the millisecond: the spans' count once the root is in. */
function traceTimes(summary: TraceSummary, facts: StoredFacts): { startNs?: Nanos; endNs?: Nanos } {
  const own = summary.startNs;
  const startNs =
    own === undefined || facts.startNs === undefined || summary.root !== undefined
      ? (own ?? facts.startNs)
      : earlier(own, facts.startNs);
  const endNs = summary.root === undefined ? (facts.endNs ?? summary.endNs) : (summary.endNs ?? facts.endNs);
  return { ...(startNs === undefined ? {} : { startNs }), ...(endNs === undefined ? {} : { endNs }) };
}

/** Why it failed; else the question asked: first user message, the root's inputs, the SDK's own preview. */
function tracePreview(summary: TraceSummary, facts: StoredFacts, status: SpanStatus): string | undefined {
  if (status === 'error' || status === 'aborted') {
    const failure = summary.root?.failure ?? summary.failure?.text;
    if (failure !== undefined) return failure;
  }
  const asked = summary.question?.text ?? summary.root?.input ?? facts.requestPreview;
  const text = asked ?? summary.first?.input;
  return text === undefined ? undefined : oneLine(text, previewLength);
}
