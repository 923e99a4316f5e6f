import type { Disposable } from '../../protocol/base/disposable.ts';
import type { RawBatch } from '../decode/rawSpan.ts';
import { type Clock, LargeWork, type Work } from './largeWork.ts';
import { storageTrouble } from './storageTrouble.ts';

/**
 * A batch is stored when none has come for so many milliseconds; in a burst of them, at the latest after so many; what somebody may be
 * watching at once, but so long after the last writing.
 */
const gatherMs = { quiet: 10, most: 60, between: 25 } as const;
/** Until the next attempt where the database fails. */
const retryMs = 1000;
/** More are not kept in memory. */
const mostBatches = 256;
/** Of one turn: milliseconds of looking at bodies, spans in one write. Requests are answered between two turns. */
const turn = { ms: 12, spans: 256 } as const;

export interface Manner {
  /** It was gathered before it came, and tells what happens now. */
  readonly soon?: boolean;
  /** What it holds in memory, where that may be large: it is stored in a quiet moment then, or before anything is read. */
  readonly bytes?: number;
}

/** `soon`: as in `Manner`. `isKnown`: no answer counts what it brings, so `known` does not wait for it. */
export interface Deferral {
  readonly soon?: boolean;
  readonly isKnown?: boolean;
}

/**
 * What is done of what was deferred: `small`, all but what is large; `known`, all that answers count is decoded, and what is large not stored yet;
 * `all` (the default), nothing waits any longer but for `flush`.
 */
export type CatchUp = 'small' | 'known' | 'all';

/**
 * Batches that were accepted and are not stored yet. An SDK that waits for the answer to each span gets it before the
 * database has its turn, and what comes within a moment (a trace's spans one by one, the same spans by another door) is
 * merged and stored at once. Before them stands work that brings more: bodies whose senders read no answer.
 */
export class PendingBatches implements Disposable {
  readonly #write: (batch: RawBatch) => void;
  readonly #timer: Clock;
  readonly #onError: (error: unknown) => void;
  #batches: RawBatch[] = [];
  /** Those that wait for a quiet moment. */
  readonly #heavy = new Set<RawBatch>();
  #works: (() => void)[] = [];
  readonly #large: LargeWork;
  #isWorking = false;
  /** What is large has waited long enough. */
  #takesLarge = false;
  #due: Disposable | undefined;
  #soonDue: Disposable | undefined;
  /** By the timer's clock. */
  #came = { first: 0, last: 0 };
  #wroteMs = Number.NEGATIVE_INFINITY;

  /** `write` stores all of a batch, or nothing of it and throws. */
  constructor(write: (batch: RawBatch) => void, timer: Clock, onError: (error: unknown) => void) {
    this.#write = write;
    this.#timer = timer;
    this.#onError = onError;
    this.#large = new LargeWork(timer, (run) => {
      this.#works.push(this.#takingLarge(run));
      this.#takeTurn();
    });
  }

  /** Large ones first, else in the order of their coming. */
  get batches(): readonly RawBatch[] {
    return this.#heavy.size === 0 ? this.#batches : [...this.#heavy, ...this.#batches];
  }

  /** In the middle of work that was deferred. */
  get isWorking(): boolean {
    return this.#isWorking;
  }

  add(batch: RawBatch, { soon = false, bytes = 0 }: Manner = {}): void {
    if (LargeWork.isLarge(bytes) && !this.#takesLarge) {
      this.#heavy.add(batch);
      const run = (): void => {
        this.#heavy.delete(batch);
        this.add(batch);
      };
      this.#later({ run, bytes, isKnown: true });
      return;
    }
    this.#batches.push(batch);
    this.#expect();
    if (this.#batches.length >= mostBatches && !this.#isWorking) this.tryFlush();
    else if (soon) this.#hurry();
  }

  #hurry(): void {
    const ms = Math.max(1, this.#wroteMs + gatherMs.between - this.#timer.now());
    this.#soonDue ??= this.#timer.after(ms, () => {
      this.#soonDue = undefined;
      this.#takeTurn();
    });
  }

  /** Takes what `add` will be called from; it is done before batches are stored. What it throws is logged. */
  defer(run: () => void, bytes: number, { soon = false, isKnown = false }: Deferral = {}): void {
    if (LargeWork.isLarge(bytes)) {
      this.#later({ run, bytes, isKnown });
      return;
    }
    this.#works.push(run);
    this.#expect();
    if (soon) this.#hurry();
  }

  #later(work: Work): void {
    this.#large.add(work);
    const excess = this.#large.takeExcess();
    // A request waits for this: no more is done than memory asks for.
    if (excess.length > 0) this.#workOff(excess);
  }

  #workOff(large: readonly (() => void)[]): void {
    this.#works.push(...large.map((run) => this.#takingLarge(run)));
    this.#work();
  }

  #takingLarge(run: () => void): () => void {
    return () => {
      this.#takesLarge = true;
      try {
        run();
      } finally {
        this.#takesLarge = false;
      }
    };
  }

  catchUp(which: CatchUp = 'all'): void {
    if (which === 'known') this.#works.push(...this.#large.takeUnknown());
    this.#workOff(which === 'all' ? this.#large.takeAll() : []);
  }

  /** `untilMs`: by the timer's clock. */
  #work(untilMs = Number.POSITIVE_INFINITY): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    try {
      while (this.#works.length > 0 && this.#timer.now() < untilMs) this.#workOnce();
    } finally {
      this.#isWorking = false;
    }
  }

  /** Stores them all, but what large bodies will bring. Throws what `storageTrouble` knows; they are kept then, for the next attempt. */
  flush(): void {
    this.#due?.dispose();
    this.#soonDue?.dispose();
    this.#due = this.#soonDue = undefined;
    this.#work();
    const batches = this.#batches;
    this.#batches = [];
    this.#store(batches);
  }

  /** What waits stays. */
  dispose(): void {
    this.#due?.dispose();
    this.#soonDue?.dispose();
    this.#due = this.#soonDue = undefined;
    this.#large.dispose();
  }

  /** As `flush`, but says nothing: the writer has said what is wrong with the storage. */
  tryFlush(): void {
    try {
      this.flush();
    } catch {
      // They are kept.
    }
  }

  #expect(): void {
    const now = this.#timer.now();
    const isFirst = this.#batches.length + this.#works.length === 1;
    this.#came = { first: isFirst ? now : this.#came.first, last: now };
    this.#large.came();
    this.#due ??= this.#timer.after(gatherMs.quiet, () => this.#look());
  }

  #look(): void {
    const now = this.#timer.now();
    const leftMs = Math.min(this.#came.last + gatherMs.quiet, this.#came.first + gatherMs.most) - now;
    this.#due = undefined;
    if (leftMs <= 0) this.#takeTurn();
    else this.#due = this.#timer.after(Math.ceil(leftMs), () => this.#look());
  }

  #takeTurn(): void {
    this.#due?.dispose();
    this.#due = undefined;
    try {
      this.#work(this.#timer.now() + turn.ms);
      if (this.#works.length === 0) this.#store(this.#take());
    } catch {
      return; // As in `tryFlush`.
    }
    if (this.#works.length + this.#batches.length > 0)
      this.#due ??= this.#timer.after(0, () => this.#takeTurn());
  }

  /** The first of them, one at least. */
  #take(): readonly RawBatch[] {
    let spans = 0;
    const end = this.#batches.findIndex((batch) => {
      spans += batch.spans.length;
      return spans >= turn.spans;
    });
    return this.#batches.splice(0, end < 0 ? this.#batches.length : end + 1);
  }

  #workOnce(): void {
    try {
      this.#works.shift()?.();
    } catch (error) {
      this.#onError(error);
    }
  }

  #store(batches: readonly RawBatch[]): void {
    if (batches.length === 0) return;
    this.#wroteMs = this.#timer.now();
    try {
      this.#write(joined(batches));
    } catch (error) {
      if (storageTrouble(error) === undefined) {
        this.#writeEach(batches);
        return;
      }
      this.#batches = [joined(batches), ...this.#batches];
      this.#due ??= this.#timer.after(retryMs, () => this.tryFlush());
      throw error;
    }
  }

  /** One of them is what we fail on; the others shall not suffer from it. */
  #writeEach(batches: readonly RawBatch[]): void {
    for (const batch of batches) {
      try {
        this.#write(batch);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}

function joined(batches: readonly RawBatch[]): RawBatch {
  const [first] = batches;
  if (batches.length === 1 && first !== undefined) return first;
  return {
    spans: batches.flatMap(({ spans }) => spans),
    traces: batches.flatMap(({ traces }) => traces),
    texts: batches.flatMap(({ texts = [] }) => texts),
  };
}
