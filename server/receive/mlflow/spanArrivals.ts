import type { TraceId } from '../../../protocol/model/span.ts';
import type { RawSpan } from '../../decode/rawSpan.ts';

/** Lets a request wait for spans that are on their way by another. */
export class SpanArrivals {
  readonly #waiting = new Map<TraceId, Set<() => void>>();

  /** To be called when these spans were stored. */
  arrived(spans: readonly RawSpan[]): void {
    if (this.#waiting.size === 0) return;
    for (const traceId of new Set(spans.map((span) => span.traceId)))
      for (const wake of this.#waiting.get(traceId) ?? []) wake();
  }

  /** Resolves with true when spans of the trace come, with false where none does for so many milliseconds. */
  next(traceId: TraceId, ms: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (hasCome: boolean): void => {
        clearTimeout(timeout);
        this.#forget(traceId, wake);
        resolve(hasCome);
      };
      const wake = (): void => end(true);
      const timeout = setTimeout(() => end(false), ms);
      const waiting = this.#waiting.get(traceId) ?? new Set();
      this.#waiting.set(traceId, waiting.add(wake));
    });
  }

  #forget(traceId: TraceId, wake: () => void): void {
    const waiting = this.#waiting.get(traceId);
    waiting?.delete(wake);
    if (waiting?.size === 0) this.#waiting.delete(traceId);
  }
}
