import type { Disposable } from '../../protocol/base/disposable.ts';
import type { RawBatch } from '../decode/rawSpan.ts';
import type { Later } from './quietCheckpoint.ts';
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

interface Clock extends Later {
  /** Milliseconds from any moment on. */
  now(): number;
}

/**
 * Batches that were accepted and are not stored yet. An SDK that waits for the answer to each span gets it before the
 * database has its turn, and what comes within a moment (a trace's spans one by one, the same spans by another door) is
 * merged and stored at once.
 */
export class PendingBatches implements Disposable {
  readonly #write: (batch: RawBatch) => void;
  readonly #timer: Clock;
  readonly #onError: (error: unknown) => void;
  #batches: RawBatch[] = [];
  #due: Disposable | undefined;
  /** By the timer's clock. */
  #came = { first: 0, last: 0 };
  #wroteMs = Number.NEGATIVE_INFINITY;
  #dueMs = 0;

  /** `write` stores all of a batch, or nothing of it and throws. */
  constructor(write: (batch: RawBatch) => void, timer: Clock, onError: (error: unknown) => void) {
    this.#write = write;
    this.#timer = timer;
    this.#onError = onError;
  }

  /** In the order of their coming. */
  get batches(): readonly RawBatch[] {
    return this.#batches;
  }

  /** `soon`: it was gathered before it came, and tells what happens now. */
  add(batch: RawBatch, soon = false): void {
    this.#batches.push(batch);
    const now = this.#timer.now();
    this.#came = { first: this.#batches.length === 1 ? now : this.#came.first, last: now };
    if (this.#batches.length >= mostBatches) this.tryFlush();
    else this.#due ??= this.#after(gatherMs.quiet);
    const soonMs = Math.max(1, this.#wroteMs + gatherMs.between - now);
    if (!soon || this.#due === undefined || this.#dueMs <= now + soonMs) return;
    this.dispose();
    this.#due = this.#after(soonMs, () => this.tryFlush());
  }

  #after(ms: number, work = (): void => this.#look()): Disposable {
    this.#dueMs = this.#timer.now() + ms;
    return this.#timer.after(ms, work);
  }

  #look(): void {
    const now = this.#timer.now();
    const leftMs = Math.min(this.#came.last + gatherMs.quiet, this.#came.first + gatherMs.most) - now;
    if (leftMs <= 0) this.tryFlush();
    else this.#due = this.#after(Math.ceil(leftMs));
  }

  /** Stores them all. Throws what `storageTrouble` knows; they are kept then, for the next attempt. */
  flush(): void {
    this.dispose();
    const batches = this.#batches;
    if (batches.length === 0) return;
    this.#wroteMs = this.#timer.now();
    this.#batches = [];
    try {
      this.#write(joined(batches));
    } catch (error) {
      if (storageTrouble(error) === undefined) {
        this.#writeEach(batches);
        return;
      }
      this.#batches = [joined(batches), ...this.#batches];
      this.#due = this.#after(retryMs, () => this.tryFlush());
      throw error;
    }
  }

  /** What waits stays. */
  dispose(): void {
    this.#due?.dispose();
    this.#due = undefined;
  }

  /** As `flush`, but says nothing: the writer has said what is wrong with the storage. */
  tryFlush(): void {
    try {
      this.flush();
    } catch {
      // They are kept.
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
  return { spans: batches.flatMap(({ spans }) => spans), traces: batches.flatMap(({ traces }) => traces) };
}
