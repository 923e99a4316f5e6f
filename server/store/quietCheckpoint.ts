import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Database } from './driver.ts';

/** The part of a timer that is used: the result cancels the work. */
export interface Later {
  after(ms: number, work: () => void): Disposable;
}

/** Longer than the pauses within a burst of requests, in milliseconds; so long nothing comes and nothing is written. */
const quietMs = 200;

/** Makes a checkpoint once nothing came, and nothing was written, for a moment: no program waits for the disk then. */
export class QuietCheckpoint implements Disposable {
  readonly #database: Pick<Database, 'checkpoint'>;
  readonly #timer: Later;
  readonly #onError: (error: unknown) => void;
  #pending: Disposable | undefined;

  constructor(database: Pick<Database, 'checkpoint'>, timer: Later, onError: (error: unknown) => void) {
    this.#database = database;
    this.#timer = timer;
    this.#onError = onError;
  }

  wrote(): void {
    this.dispose();
    this.#pending = this.#timer.after(quietMs, () => this.#run());
  }

  /** A request came whose content is written later. */
  came(): void {
    if (this.#pending !== undefined) this.wrote();
  }

  dispose(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
  }

  #run(): void {
    this.#pending = undefined;
    try {
      this.#database.checkpoint();
    } catch (error) {
      this.#onError(error);
    }
  }
}
