/** A set of steps of a pattern that a text can be at, with where each ASCII character leads. */
export interface AutomatonState {
  readonly steps: readonly number[];
  readonly next: (AutomatonState | 'found' | undefined)[];
}

/** More are thrown away and made anew: a pattern can have exponentially many. */
const maxStates = 500;

/**
 * The states that a pattern without places comes through, made when they are met: most texts meet few, and each of their
 * characters is one look-up then.
 */
export class LazyAutomaton {
  readonly #reach: (from: readonly number[]) => readonly number[] | undefined;
  readonly #takes: (step: number, code: number) => boolean;
  readonly #states = new Map<string, AutomatonState>();

  /** `reach`: the steps that take a character next, `undefined` where the pattern is found. */
  constructor(
    reach: (from: readonly number[]) => readonly number[] | undefined,
    takes: (step: number, code: number) => boolean,
  ) {
    this.#reach = reach;
    this.#takes = takes;
  }

  get start(): AutomatonState | 'found' {
    return this.#state([0]);
  }

  after(state: AutomatonState, code: number): AutomatonState | 'found' {
    const known = code < 128 ? state.next[code] : undefined;
    if (known !== undefined) return known;
    const taken = state.steps.filter((step) => this.#takes(step, code)).map((step) => step + 1);
    const found = this.#state([...taken, 0]);
    if (code < 128) state.next[code] = found;
    return found;
  }

  #state(from: readonly number[]): AutomatonState | 'found' {
    const steps = this.#reach(from);
    if (steps === undefined) return 'found';
    const key = steps.toSorted((a, b) => a - b).join();
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    if (this.#states.size >= maxStates) this.#states.clear();
    const state = { steps, next: [] };
    this.#states.set(key, state);
    return state;
  }
}
