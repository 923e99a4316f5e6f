/** What both languages' trees have in common (@lezer/common 1.5). */
import { type Parser, type SyntaxNode, type Tree, TreeFragment } from '@lezer/common';
import type { Slicer } from './slicer.ts';

export type { Tree } from '@lezer/common';
export type Node = SyntaxNode;

export interface ParsedText {
  readonly tree: Tree;
  readonly text: string;
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
  const from = sameAtStart(before.text, text);
  const same = sameAtEnd(before.text, text, Math.min(before.text.length, text.length) - from);
  const range = { fromA: from, toA: before.text.length - same, fromB: from, toB: text.length - same };
  return TreeFragment.applyChanges(TreeFragment.addTree(before.tree), [range]);
}

/** Pieces are compared many times faster than characters one by one. */
const piece = 4096;

function sameAtStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at + piece <= most && a.slice(at, at + piece) === b.slice(at, at + piece)) at += piece;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

function sameAtEnd(a: string, b: string, most: number): number {
  const [endA, endB] = [a.length, b.length];
  let same = 0;
  const isSame = (length: number): boolean =>
    a.slice(endA - same - length, endA - same) === b.slice(endB - same - length, endB - same);
  while (same + piece <= most && isSame(piece)) same += piece;
  while (same < most && a.charCodeAt(endA - 1 - same) === b.charCodeAt(endB - 1 - same)) same++;
  return same;
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
