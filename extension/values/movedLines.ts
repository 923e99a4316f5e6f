/** A change of a text: lines from 0, and what stands there now. */
export interface LineChange {
  readonly range: { readonly start: { readonly line: number }; readonly end: { readonly line: number } };
  readonly text: string;
}

interface OnLine {
  readonly line: number;
}

/** What stands on lines below a change moves with them; what stands on lines that were changed themselves goes. */
export function movedLines<T extends OnLine>(
  items: readonly T[],
  changes: readonly LineChange[],
): readonly T[] {
  return changes.reduce<readonly T[]>(movedBy, items);
}

function movedBy<T extends OnLine>(items: readonly T[], { range, text }: LineChange): readonly T[] {
  const [first, last] = [range.start.line, range.end.line];
  const shift = text.split(/\r\n|\r|\n/).length - 1 - (last - first);
  return items.flatMap((item) => {
    if (item.line < first) return [item];
    if (item.line <= last) return [];
    return shift === 0 ? [item] : [{ ...item, line: item.line + shift }];
  });
}
