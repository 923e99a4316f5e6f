/** One figure of one round. */
export interface Measurement {
  /** What was measured: rounds are put together by it. */
  readonly figure: string;
  readonly unit: string;
  readonly value: number;
  /** The same figure of the reference, measured in the same round. */
  readonly reference?: number;
  readonly budget?: Budget;
}

/** Of docs/architecture, section "Budgets"; in the figure's unit. */
export type Budget = { readonly atMost: number } | { readonly atLeast: number };

export interface RoundContext {
  /** An empty folder of this round's own. */
  readonly directory: string;
}

export interface TableContext extends RoundContext {
  /** What the command line has beside names of parts. */
  readonly args: readonly string[];
  /** The part's section of the results so far, or empty. */
  readonly old: string;
}

/** A part that makes its own tables. It takes long: it runs only where it is named. */
export interface TablePart {
  readonly name: string;
  readonly title: string;
  readonly method: string;
  /** The arguments of each measurement: what one has found is written before the next begins. */
  each(args: readonly string[]): readonly (readonly string[])[];
  /** Resolves with Markdown. */
  measure(context: TableContext): Promise<string>;
}

/** A group of figures that `npm run bench -- NAME` measures. */
export interface Part {
  readonly name: string;
  readonly title: string;
  /** How it is measured, for the reader of the table. */
  readonly method: string;
  readonly rounds: number;
  measure(context: RoundContext): Promise<readonly Measurement[]>;
}
