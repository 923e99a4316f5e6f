import { hashInFile } from '../../source/kernelCell.ts';
import type { FailedCall } from '../../store/failedCalls.ts';
import type { RecentCall } from '../../store/recentCalls.ts';
import type { FailedSpan } from './failedSpan.ts';

/** An exception that left the function it was raised in, and perhaps those that had called it. */
export interface Failure {
  readonly span: FailedSpan;
  /** The spans it passed through, from the inside out. */
  readonly passed: readonly FailedSpan[];
}

/** Of the failed calls those whose function has not ended well, nor failed otherwise, since. */
export function lastCallsThatFailed(
  failed: readonly FailedCall[],
  calls: readonly RecentCall[],
): readonly FailedCall[] {
  const newest = new Map<string, RecentCall>();
  for (const call of calls) {
    // What runs may still go either way; a process that was killed says nothing of the function.
    if (call.status === 'running' || call.status === 'aborted') continue;
    const key = functionOf(call);
    const known = newest.get(key);
    if (known === undefined || call.startNs > known.startNs) newest.set(key, call);
  }
  const last = new Set([...newest.values()].map(idOf));
  return failed.filter((call) => last.has(idOf(call)));
}

/** One for each exception: at the innermost of the spans that it left, if that is its function's last call. */
export function failuresOf(spans: readonly FailedSpan[], last: ReadonlySet<string>): readonly Failure[] {
  const byId = new Map(spans.map((span) => [idOf(span), span]));
  const callerOf = (span: FailedSpan): FailedSpan | undefined => {
    const { traceId, parentId } = span;
    const caller = parentId === undefined ? undefined : byId.get(idOf({ traceId, spanId: parentId }));
    return caller?.error === span.error ? caller : undefined;
  };
  const passers = new Set(spans.map(callerOf));
  return spans
    .filter((span) => last.has(idOf(span)) && !passers.has(span))
    .map((span) => {
      const passed = new Set<FailedSpan>();
      for (let at = callerOf(span); at !== undefined && !passed.has(at); at = callerOf(at)) passed.add(at);
      return { span, passed: [...passed] };
    });
}

export function idOf({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string {
  return `${traceId} ${spanId}`;
}

/** Names are numbered by some versions of MLflow; one function of one file is the same, wherever it stands by now. */
function functionOf({ name, location, functionName }: RecentCall): string {
  const plainName = name.replace(/_\d+$/, '');
  // A cell has another name with every text.
  const file = location && hashInFile(location.file) === undefined ? location.file : undefined;
  return JSON.stringify([plainName, file, location?.function ?? functionName]);
}
