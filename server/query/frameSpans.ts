import type { FrameSpan, StoppedThread } from '../../protocol/messages/debugging.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { TraceStore } from '../store/store.ts';
import { withLocalFiles } from './localFiles.ts';
import { spansOfFrames } from './spansOfFrames.ts';

export interface OpenSpanReader {
  readonly store: Pick<TraceStore, 'openProcesses' | 'openSpans'>;
  readonly toSpan: (raw: RawSpan) => Span;
  readonly localFile: (recorded: string) => string;
}

/** For each frame the innermost of the process's running spans that encloses it. */
export function frameSpans(
  thread: StoppedThread,
  { store, toSpan, localFile }: OpenSpanReader,
): readonly (FrameSpan | null)[] {
  const { pid } = thread;
  const running = store
    .openProcesses()
    .filter((process) => pid === undefined || process.pid === pid)
    .flatMap((process) => store.openSpans(process))
    .map((raw) => withLocalFiles(raw, localFile));
  return spansOfFrames(thread, running).map((raw) => {
    if (raw === undefined) return null;
    const { traceId, spanId, name, startNs } = toSpan(raw);
    return { traceId, spanId, name, startNs };
  });
}
