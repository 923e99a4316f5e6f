/** What both languages' trees have in common (@lezer/common 1.5). */
import { type Parser, type SyntaxNode, type Tree, TreeFragment } from '@lezer/common';
import type { Slicer } from './slicer.ts';

export type { Tree } from '@lezer/common';
export type Node = SyntaxNode;

export interface ParsedText {
  readonly tree: Tree;
  readonly text: string;
}

/** What one reading leaves for the next one of the same file: of an open document most stays as it was. */
export interface ParseMemory {
  parsed?: ParsedText;
  /** Of a notebook, by the texts of its cells. */
  cells?: ReadonlyMap<string, ParsedText>;
}

/** Some ten microseconds each. */
const stepsAtOnce = 16;

/** Parses in pieces; what an earlier tree of nearly the same text has is taken over. */
export async function parseText(
  parser: Parser,
  text: string,
  slicer: Slicer,
  before?: ParsedText,
): Promise<ParsedText> {
  const parsing = parser.startParse(text, before && unchangedFragments(before, text));
  for (let step = 1; ; step++) {
    const tree = parsing.advance();
    if (tree) return { tree, text };
    if (step % stepsAtOnce === 0) await slicer.breathe();
  }
}

/** The change between two texts, as the least stretch that differs. */
function unchangedFragments(before: ParsedText, text: string): readonly TreeFragment[] {
  const shorter = Math.min(before.text.length, text.length);
  let from = 0;
  while (from < shorter && before.text.charCodeAt(from) === text.charCodeAt(from)) from++;
  let same = 0;
  const [endA, endB] = [before.text.length, text.length];
  while (
    same < shorter - from &&
    before.text.charCodeAt(endA - 1 - same) === text.charCodeAt(endB - 1 - same)
  ) {
    same++;
  }
  const range = { fromA: from, toA: endA - same, fromB: from, toB: endB - same };
  return TreeFragment.applyChanges(TreeFragment.addTree(before.tree), [range]);
}

export function childrenOf(node: Node): readonly Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

export function textOf(node: Node, text: string): string {
  return text.slice(node.from, node.to);
}

/** Where a person sees a call: its start, or of a chain over several lines the line of the called method. */
export function startOfCall(call: Node, text: string): number {
  const property = call.firstChild?.getChild('PropertyName');
  if (!property || !text.slice(call.from, property.from).includes('\n')) return call.from;
  const line = text.lastIndexOf('\n', property.from) + 1;
  return line + text.slice(line, property.from).search(/\S|$/);
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Line and column, both from 1, by offset. */
export function positions(text: string): (offset: number) => Position {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
