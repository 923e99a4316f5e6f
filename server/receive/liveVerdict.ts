import { fileLineText } from '../../protocol/base/fileLine.ts';
import { isEarlier, type Nanos } from '../../protocol/base/time.ts';
import type { ProcessEnd, RawSpan } from '../decode/rawSpan.ts';

/**
 * The spans that a process left open, as they are now that it is gone: aborted at that time. The last one open, where
 * the program was, is named in all of them.
 */
export function abortedSpans(open: readonly RawSpan[], how: ProcessEnd, endNs: Nanos): readonly RawSpan[] {
  const last = lastOpen(open);
  if (last === undefined) return [];
  const what = how === 'ended' ? 'The program ended' : 'The program was killed or crashed';
  const where = lineOf(last);
  return open.map((span) => {
    const inside = span === last ? 'here' : `in “${last.name}”`;
    const message = `${what} ${inside}${where === undefined ? '' : `, at ${where}`}.`;
    const status: RawSpan['status'] = span.status.code === 'unset' ? { code: 'unset', message } : span.status;
    const end = isEarlier(endNs, span.startNs) ? span.startNs : endNs;
    return { ...span, aborted: true, abortedBy: how, endNs: end, status };
  });
}

/** The one that began last of those without an open child. */
function lastOpen(open: readonly RawSpan[]): RawSpan | undefined {
  const parents = new Set(open.map((span) => span.parentId));
  return open
    .filter((span) => !parents.has(span.spanId))
    .reduce<RawSpan | undefined>(
      (last, span) => (last === undefined || isEarlier(last.startNs, span.startNs) ? span : last),
      undefined,
    );
}

/** `agent.py:12`, the last line seen before the one where the span began. */
function lineOf({ standsAt, location }: RawSpan): string | undefined {
  const at = standsAt ?? location;
  return at === undefined ? undefined : fileLineText(at);
}
