import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Later } from './quietCheckpoint.ts';

/** Work on fewer bytes is done at once. */
const largeBytes = 256 * 1024;
/**
 * Milliseconds without a request until it begins, and what it waits at most while they come. So many bytes and more take longer to
 * decode and store than a program takes to end.
 */
const patience = { quietMs: 250, mostMs: 2000, hugeBytes: 4 * 1024 * 1024, hugeQuietMs: 750 } as const;
const mostBytes = 64 * 1024 * 1024;

export interface Clock extends Later {
  /** Milliseconds from any moment on. */
  now(): number;
}

export interface Work {
  readonly run: () => void;
  /** What it holds in memory. */
  readonly bytes: number;
  /** What it brings was looked at, or counts in no answer. */
  readonly isKnown: boolean;
}

interface Waiting extends Work {
  readonly cameMs: number;
}

/**
 * Large bodies that are not looked at yet, or not stored. Requests, and on a small machine all else that runs there, wait for that
 * work: it is begun when none has come for a while, so that no program's end waits for what it has sent before.
 */
export class LargeWork implements Disposable {
  readonly #timer: Clock;
  readonly #begin: (run: () => void) => void;
  #works: readonly Waiting[] = [];
  #due: Disposable | undefined;

  /** `begin` takes each when its time has come. */
  constructor(timer: Clock, begin: (run: () => void) => void) {
    this.#timer = timer;
    this.#begin = begin;
  }

  static isLarge(bytes: number): boolean {
    return bytes >= largeBytes;
  }

  get #bytes(): number {
    return this.#works.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  add(work: Work): void {
    this.#works = [...this.#works, { ...work, cameMs: this.#timer.now() }];
    this.came();
  }

  /** A request has come: all waits anew. */
  came(): void {
    this.#await(this.#bytes < patience.hugeBytes ? patience.quietMs : patience.hugeQuietMs);
  }

  /** The oldest of those that are more than should be kept in memory. */
  takeExcess(): readonly (() => void)[] {
    let bytes = this.#bytes;
    const end = this.#works.findIndex((work) => {
      const isKept = bytes <= mostBytes;
      bytes -= work.bytes;
      return isKept;
    });
    return this.#take(end < 0 ? this.#works : this.#works.slice(0, end));
  }

  /** They will not be given to `begin`. */
  takeAll(): readonly (() => void)[] {
    return this.#take(this.#works);
  }

  /** The same of what is not known. */
  takeUnknown(): readonly (() => void)[] {
    return this.#take(this.#works.filter(({ isKnown }) => !isKnown));
  }

  #take(works: readonly Waiting[]): readonly (() => void)[] {
    this.#works = this.#works.filter((work) => !works.includes(work));
    return works.map(({ run }) => run);
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
    for (const run of this.#take(this.#works.slice(0, 1))) this.#begin(run);
    this.#await(0);
  }
}
