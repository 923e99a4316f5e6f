import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { Position } from '../../protocol/messages/requests.ts';
import type { TraceId } from '../../protocol/model/span.ts';

/** At most one delta in this time, in milliseconds: two frames. */
export const tickMs = 33;

/** The part of Node's timers and clock that is used; tests have their own. */
export interface Timer {
  /** Milliseconds, never going back. */
  now(): number;
  /** Runs `work` once after `ms`; the result cancels it. */
  after(ms: number, work: () => void): Disposable;
}

export interface DeltaBusOptions {
  /** Names this life of the server; random. */
  readonly generation: string;
  readonly timer: Timer;
  readonly traceCount: () => number;
  /** A listener that throws is reported here; the others still hear. */
  readonly onError: (error: unknown) => void;
}

/**
 * Tells readers which traces changed: ids only, collected for a tick. The first change after a quiet time goes
 * out at once, so that a new trace is seen without delay and a flood of spans costs 30 messages a second.
 */
export class DeltaBus implements Disposable {
  readonly #options: DeltaBusOptions;
  readonly #listeners = new Set<(delta: Delta) => void>();
  readonly #changed = new Set<TraceId>();
  readonly #removed = new Set<TraceId>();
  #seq = 0;
  #lastTick = Number.NEGATIVE_INFINITY;
  #pending: Disposable | undefined;

  constructor(options: DeltaBusOptions) {
    this.#options = options;
  }

  get position(): Position {
    return { generation: this.#options.generation, seq: this.#seq };
  }

  /** In the order of the calls: an id that was removed and came back is changed, and the other way round. */
  publish(changes: { readonly changed: readonly TraceId[]; readonly removed: readonly TraceId[] }): void {
    for (const id of changes.removed) {
      this.#changed.delete(id);
      this.#removed.add(id);
    }
    for (const id of changes.changed) {
      this.#removed.delete(id);
      this.#changed.add(id);
    }
    if (this.#pending !== undefined || this.#changed.size + this.#removed.size === 0) return;
    const { timer } = this.#options;
    const wait = Math.max(0, this.#lastTick + tickMs - timer.now());
    this.#pending = timer.after(wait, () => this.#tick());
  }

  subscribe(listener: (delta: Delta) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
    this.#listeners.clear();
  }

  #tick(): void {
    this.#pending = undefined;
    this.#lastTick = this.#options.timer.now();
    this.#seq += 1;
    const delta: Delta = {
      ...this.position,
      changed: [...this.#changed],
      removed: [...this.#removed],
      traceCount: this.#options.traceCount(),
    };
    this.#changed.clear();
    this.#removed.clear();
    for (const listener of [...this.#listeners]) {
      try {
        listener(delta);
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }
}
