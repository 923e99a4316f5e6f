/** A line of code, counted from 1; `file` as the program named it. */
export interface FileLine {
  readonly file: string;
  readonly line: number;
}

/** `agent.py:12`; of a notebook's cell, whose file name is made up by its kernel, `cell, line 12`. */
export function fileLineText({ file, line }: FileLine): string {
  const parts = file.split(/[\\/]/);
  const isCell = /^ipykernel_\d+$/.test(parts.at(-2) ?? '') || file.startsWith('<ipython-input');
  return isCell ? `cell, line ${line}` : `${parts.at(-1)}:${line}`;
}
