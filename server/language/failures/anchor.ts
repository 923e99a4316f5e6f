import { endOfBlock, indentOf, linesOf } from '../textBlocks.ts';

/** A line of a text, with as much of the code around as has to stay the same for it to be that line. */
export interface Anchor {
  /** The function around the line from its `def` on, without indentation; the line alone outside of functions. */
  readonly block: readonly string[];
  /** The line's index in the block. */
  readonly offset: number;
  /** Where the block began, from 1. */
  readonly line: number;
}

const head =
  /^\s*(?:(?:async\s+)?def\s|class\s|(?:export\s+)?(?:default\s+)?(?:async\s+)?function\b|.*=>\s*\{\s*$|(?:static\s+|async\s+|get\s+|set\s+|#)*[\w$]+\s*\([^;]*\)\s*(?::[^;{]+)?\{\s*$)/;
/** These look like the head of a method. */
const statement = /^\s*(?:if|for|while|switch|catch|with|else|do|try)\b/;

/** `line` from 1; undefined where the text has no such line, or nothing stands there. */
export function anchorOf(text: string, line: number): Anchor | undefined {
  const lines = linesOf(text);
  const own = lines[line - 1];
  if (own === undefined || own.trim() === '') return undefined;
  const start = headAbove(lines, line - 1);
  if (start === undefined) return { block: [own.trim()], offset: 0, line };
  return { block: blockAt(lines, start), offset: line - 1 - start, line: start + 1 };
}

/** Where the line of the anchor is in another text (from 1): wherever the same block stands, the nearest of several. */
export function findAnchor(text: string, { block, offset, line }: Anchor): number | undefined {
  const lines = linesOf(text);
  const [first] = block;
  const found: number[] = [];
  lines.forEach((one, index) => {
    if (one.trim() === first && isSame(block.length === 1 ? [one.trim()] : blockAt(lines, index), block))
      found.push(index);
  });
  const [nearest] = found.toSorted((a, b) => Math.abs(a + 1 - line) - Math.abs(b + 1 - line));
  return nearest === undefined ? undefined : nearest + offset + 1;
}

/** The text of the anchor's own line, without indentation. */
export function anchoredText({ block, offset }: Anchor): string {
  return (block[offset] ?? '').trim();
}

/** The innermost function around a line, or the one that begins there. */
function headAbove(lines: readonly string[], at: number): number | undefined {
  let indent = indentOf(lines[at] ?? '') + 1;
  for (let index = at; index >= 0; index -= 1) {
    const text = lines[index] ?? '';
    if (text.trim() === '' || indentOf(text) >= indent) continue;
    // Within a bracket that began further up.
    if (/^\s*[)\]}]/.test(text) && index !== at) continue;
    indent = indentOf(text);
    if (head.test(text) && !statement.test(text)) return index;
    if (indent === 0) return undefined;
  }
  return undefined;
}

/** From the head to the last line that is further in, with the brackets that close it. */
function blockAt(lines: readonly string[], start: number): readonly string[] {
  const indent = indentOf(lines[start] ?? '');
  return lines
    .slice(start, endOfBlock(lines, start))
    .map((text) => (text.trim() === '' ? '' : text.slice(Math.min(indent, indentOf(text))).trimEnd()));
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((text, index) => text === other[index]);
}
