/** A search that takes longer than it may: the filter is refused, and nothing else waits for it any longer. */
export class SearchTooLong extends Error {
  constructor() {
    super('This filter takes too long here. Narrow it down by time, status, name or tags.');
    this.name = 'SearchTooLong';
  }

  static is(error: unknown): error is SearchTooLong {
    return error instanceof Error && error.name === 'SearchTooLong';
  }
}

/** Counts the steps of one search, so that no pattern can hold up the server. A step is a character looked at, about. */
export class Effort {
  readonly #steps: number;
  readonly #mayGoOn: () => boolean;
  #left: number;

  /** After so many steps it is asked whether the search may go on for as many again. */
  constructor(steps: number, mayGoOn: () => boolean = () => false) {
    this.#steps = steps;
    this.#mayGoOn = mayGoOn;
    this.#left = steps;
  }

  /** Throws `SearchTooLong`. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left >= 0) return;
    if (!this.#mayGoOn()) throw new SearchTooLong();
    this.#left = this.#steps;
  }
}
