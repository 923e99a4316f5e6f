import type { NameParts } from '../symbols.ts';

/** A text that stands in a file; line and column (UTF-16 units) of its first quote, else of its first character, count from 1. */
export interface Literal {
  /** Constant pieces, with anything between two neighbours. */
  readonly parts: NameParts;
  readonly line: number;
  readonly column: number;
  /** Of a notebook: counted from 0, `line` is the line in the cell. */
  readonly cell?: number;
  /** It is all of a file, of which others are parts. */
  readonly isWhole?: boolean;
}
