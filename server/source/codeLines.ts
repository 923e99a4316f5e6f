/** A line of code without the white space around it. */
export interface CodeLine {
  readonly raw: string;
  readonly indent: string;
  readonly text: string;
}

/** Of any line endings. */
export function codeLines(text: string): readonly CodeLine[] {
  return text.split(/\r?\n/).map((raw) => ({
    raw,
    indent: /^[ \t]*/.exec(raw)?.[0] ?? '',
    text: raw.trim(),
  }));
}

/** Without the blank lines at the end. */
export function withoutBlankEnd(lines: readonly CodeLine[]): readonly CodeLine[] {
  return lines.slice(0, lines.findLastIndex(({ text }) => text !== '') + 1);
}

/** Whether the lines stand in a text from an index on, as a whole deeper or less deep, whatever white space ends them. */
export function standsAt(block: readonly CodeLine[], lines: readonly CodeLine[], at: number): boolean {
  const [own, other] = [block[0]?.indent ?? '', lines[at]?.indent ?? ''];
  return block.every((line, index) => {
    const now = lines[at + index];
    return now !== undefined && now.text === line.text && below(now, other) === below(line, own);
  });
}

/** A line of a string may stand further left than the block that it is in: that stays where it is. */
export function below({ raw, text }: CodeLine, indent: string): string {
  if (text === '') return '';
  return (raw.startsWith(indent) ? raw.slice(indent.length) : raw).trimEnd();
}
