/** Reading code by its indentation, which is the same in all languages that the index knows. Indexes count from 0. */

export function linesOf(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/);
}

export function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}

/** The index behind the last line of what begins on a line: all that is further in, and the brackets that close it. */
export function endOfBlock(lines: readonly string[], start: number): number {
  const indent = indentOf(lines[start] ?? '');
  let end = start + 1;
  for (let at = start + 1; at < lines.length; at += 1) {
    const text = lines[at] ?? '';
    if (text.trim() === '') continue;
    const isClosing = indentOf(text) === indent && /^\s*[)\]}]/.test(text);
    if (indentOf(text) <= indent && !isClosing) break;
    end = at + 1;
  }
  return end;
}
