/** Replaces the characters from `from` to `to` (UTF-16 units of the text). */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function insertAt(at: number, text: string): TextEdit {
  return { from: at, to: at, text };
}
