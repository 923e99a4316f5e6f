/** What stands at the lines of a document: values of calls, and marks in the gutter. Plain JSON. */

/** `lastRun`: each place's newest call; `thisRun`: only calls of the newest run. */
export const valuesModes = ['off', 'lastRun', 'thisRun'] as const;
export type ValuesMode = (typeof valuesModes)[number];

export const valueLengths = { least: 20, usual: 80, most: 400 } as const;

/** What became of a call; `stale`: the text of its function has changed since. */
export type CallMark = 'running' | 'ok' | 'failed' | 'stale';

export interface LineValuesParams {
  /** Of a text document; a notebook's cell is one. */
  readonly uri: string;
  readonly mode: ValuesMode;
  /** In characters (UTF-16 units). */
  readonly maxLength: number;
  readonly marks: boolean;
}

/** Stands behind the text of the line. */
export interface LineValue {
  /** From 0, as LSP counts. */
  readonly line: number;
  readonly text: string;
  readonly state: Exclude<CallMark, 'stale'>;
  /** Markdown. */
  readonly tooltip: string;
}

export interface LineMark {
  /** From 0. */
  readonly line: number;
  readonly mark: CallMark;
}

export interface LineValues {
  /** Of the document to which the lines belong; absent where nothing is known of the document. */
  readonly version?: number;
  readonly values: readonly LineValue[];
  readonly marks: readonly LineMark[];
}
