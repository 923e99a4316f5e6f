/** A search that reads more than it may: the filter is refused, and nothing else waits for it any longer. */
export class SearchTooLong extends Error {
  constructor() {
    super('This filter reads too much at once. Narrow it down by time, status, name or tags.');
    this.name = 'SearchTooLong';
  }

  static is(error: unknown): error is SearchTooLong {
    return error instanceof Error && error.name === 'SearchTooLong';
  }
}

/** Steps of about 10 ns: some 3 s. The server does nothing else meanwhile. */
const mostSteps = 300_000_000;

/** Counts the steps of one search, so that no pattern can hold up the server. */
export class Effort {
  #left: number;

  constructor(steps = mostSteps) {
    this.#left = steps;
  }

  /** Throws `SearchTooLong`. */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new SearchTooLong();
  }
}
