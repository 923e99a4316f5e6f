import type { StoppedSpan } from '../../protocol/messages/debugging.ts';
import { spanKey } from './insideSpans.ts';
import type { OpenTrace, SpanEntry } from './openTrace.ts';

/** The span in the shown tree in which a debugger stands; it may be of a trace that is shown inside another. */
export function stoppedEntry(
  openTrace: Pick<OpenTrace, 'state'>,
  stopped: StoppedSpan | undefined,
): SpanEntry | undefined {
  const state = openTrace.state.value;
  if (!state || !stopped) return undefined;
  const head = state.trace?.traceId ?? state.traceId;
  return state.spans.get(spanKey(head, stopped));
}
