import type { Span, SpanRef } from '../../../protocol/model/span.ts';
import type { RecentCall } from '../../store/recentCalls.ts';

/** With long texts cut. */
export type ReadSpan = (ref: SpanRef) => Promise<Span>;

const mostKept = 300;
/** Read whole it would hold up what else the server has to do. */
const mostBytes = 2_000_000;

/** The spans of calls, each version read once. */
export class SpanValues {
  readonly #read: ReadSpan;
  readonly #kept = new Map<string, { readonly revision: number; readonly span: Span }>();

  constructor(read: ReadSpan) {
    this.#read = read;
  }

  /** `undefined`: too large, or not in the store any more. */
  async of({ traceId, spanId, revision, bytes }: RecentCall): Promise<Span | undefined> {
    if (bytes > mostBytes) return undefined;
    const key = `${traceId} ${spanId}`;
    const kept = this.#kept.get(key);
    if (kept?.revision === revision) return kept.span;
    const span = await this.#read({ traceId, spanId }).catch(() => undefined);
    if (span === undefined) return undefined;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    this.#kept.set(key, { revision, span });
    return span;
  }
}
