import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Later } from './quietCheckpoint.ts';

/** Work on fewer bytes is done at once. */
const largeBytes = 256 * 1024;
/**
 * Milliseconds without a request until it begins, and what it waits at most while they come. So many bytes and more take longer to
 * decode than a program takes to end.
 */
const patience = { quietMs: 250, mostMs: 2000, hugeBytes: 4 * 1024 * 1024, hugeQuietMs: 750 } as const;
const mostBytes = 64 * 1024 * 1024;

export interface Clock extends Later {
  /** Milliseconds from any moment on. */
  now(): number;
}

interface Work {
  readonly run: () => void;
  readonly bytes: number;
  readonly cameMs: number;
}

/**
 * Large bodies that are not looked at yet. Requests, and on a small machine all else that runs there, wait for that work: it is
 * begun when none has come for a while, so that no program's end waits for what it has sent before.
 */
export class LargeWork implements Disposable {
  readonly #timer: Clock;
  readonly #begin: (run: () => void) => void;
  readonly #works: Work[] = [];
  #due: Disposable | undefined;

  /** `begin` takes each when its time has come. */
  constructor(timer: Clock, begin: (run: () => void) => void) {
    this.#timer = timer;
    this.#begin = begin;
  }

  static isLarge(bytes: number): boolean {
    return bytes >= largeBytes;
  }

  /** More should not be kept in memory. */
  get isFull(): boolean {
    return this.#bytes > mostBytes;
  }

  get #bytes(): number {
    return this.#works.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add(run: () => void, bytes: number): void {
    this.#works.push({ run, bytes, cameMs: this.#timer.now() });
    this.came();
  }

  /** A request has come: all waits anew. */
  came(): void {
    this.#await(this.#bytes < patience.hugeBytes ? patience.quietMs : patience.hugeQuietMs);
  }

  /** They will not be given to `begin`. */
  takeAll(): readonly (() => void)[] {
    return this.#works.splice(0).map(({ run }) => run);
  }

  /** What waits stays. */
  dispose(): void {
    this.#due?.dispose();
    this.#due = undefined;
  }

  #await(quietMs: number): void {
    this.dispose();
    const [first] = this.#works;
    if (first === undefined) return;
    const leftMs = Math.min(quietMs, first.cameMs + patience.mostMs - this.#timer.now());
    this.#due = this.#timer.after(Math.max(0, Math.ceil(leftMs)), () => this.#beginOne());
  }

  #beginOne(): void {
    const next = this.#works.shift();
    if (next !== undefined) this.#begin(next.run);
    this.#await(0);
  }
}
