import type { Disposable } from '../../protocol/base/disposable.ts';
import type { RawBatch } from '../decode/rawSpan.ts';
import type { Later } from './quietCheckpoint.ts';
import { storageTrouble } from './storageTrouble.ts';

/** How long a batch waits for others, and for the program that sent it to go on, in milliseconds. */
const gatherMs = 15;
/** Until the next attempt where the database fails. */
const retryMs = 1000;
/** More are not kept in memory. */
const mostBatches = 256;

/**
 * Batches that were accepted and are not stored yet. An SDK that waits for the answer to each span gets it before the
 * database has its turn, and what comes within a moment (a trace's spans one by one, the same spans by another door) is
 * merged and stored at once.
 */
export class PendingBatches implements Disposable {
  readonly #write: (batch: RawBatch) => void;
  readonly #timer: Later;
  readonly #onError: (error: unknown) => void;
  #batches: readonly RawBatch[] = [];
  #due: Disposable | undefined;

  /** `write` stores all of a batch, or nothing of it and throws. */
  constructor(write: (batch: RawBatch) => void, timer: Later, onError: (error: unknown) => void) {
    this.#write = write;
    this.#timer = timer;
    this.#onError = onError;
  }

  /** In the order of their coming. */
  get batches(): readonly RawBatch[] {
    return this.#batches;
  }

  add(batch: RawBatch): void {
    this.#batches = [...this.#batches, batch];
    if (this.#batches.length >= mostBatches) this.tryFlush();
    else this.#due ??= this.#timer.after(gatherMs, () => this.tryFlush());
  }

  /** Stores them all. Throws what `storageTrouble` knows; they are kept then, for the next attempt. */
  flush(): void {
    this.dispose();
    const batches = this.#batches;
    if (batches.length === 0) return;
    this.#batches = [];
    try {
      this.#write(joined(batches));
    } catch (error) {
      if (storageTrouble(error) === undefined) {
        this.#writeEach(batches);
        return;
      }
      this.#batches = [joined(batches), ...this.#batches];
      this.#due = this.#timer.after(retryMs, () => this.tryFlush());
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
