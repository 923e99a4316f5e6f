import { parser as pythonParser } from '@lezer/python';
import { closeBrackets } from '../closeBrackets.ts';
import { parseJavaScript } from '../javascript/index.ts';
import { textParts } from '../javascript/syntax.ts';
import { pythonCells } from '../notebook.ts';
import type { Slicer } from '../slicer.ts';
import type { NameParts } from '../symbols.ts';
import { nameParts } from '../syntax.ts';
import { type Node, type ParsedText, parseText, positions } from '../tree.ts';

/** A text that stands in the code; line and column (UTF-16 units) of its first quote count from 1. */
export interface Literal {
  /** Constant pieces, with anything between two neighbours. */
  readonly parts: NameParts;
  readonly line: number;
  readonly column: number;
  /** Of a notebook: counted from 0, `line` is the line in the cell. */
  readonly cell?: number;
}

/** Every text of a source file or notebook; sums and neighbours that Python puts together are one. */
export async function literalsIn(path: string, text: string, slicer: Slicer): Promise<readonly Literal[]> {
  if (path.endsWith('.ipynb')) {
    const found: Literal[] = [];
    for (const { cell, text: source } of pythonCells(text)) {
      for (const literal of await inPython(source, slicer)) found.push({ ...literal, cell });
    }
    return found;
  }
  return path.endsWith('.py') ? inPython(text, slicer) : inJavaScript(path, text, slicer);
}

async function inPython(source: string, slicer: Slicer): Promise<readonly Literal[]> {
  const parsed = await parseText(pythonParser, closeBrackets(source), slicer);
  const kinds = new Set(['String', 'FormatString', 'ContinuedString']);
  return literalsOf(parsed, kinds, (node) => nameParts(node, parsed.text));
}

async function inJavaScript(path: string, source: string, slicer: Slicer): Promise<readonly Literal[]> {
  const parsed = await parseJavaScript(path, source, slicer);
  return literalsOf(parsed, new Set(['String', 'TemplateString']), (node) => textParts(node, parsed.text));
}

/** `"a" + b + "c"` is one text, whose first string says where it is. */
function literalsOf(
  { tree, text }: ParsedText,
  kinds: ReadonlySet<string>,
  partsOf: (node: Node) => NameParts,
): readonly Literal[] {
  const literals: Literal[] = [];
  const positionOf = positions(text);
  tree.iterate({
    enter: (ref) => {
      const isSum = ref.name === 'BinaryExpression' && isOfTexts(ref.node, kinds);
      if (!isSum && !kinds.has(ref.name)) return true;
      literals.push({ parts: partsOf(ref.node), ...positionOf(ref.from) });
      return false;
    },
  });
  return literals;
}

function isOfTexts(sum: Node, kinds: ReadonlySet<string>): boolean {
  let at: Node | null = sum;
  while (at?.name === 'BinaryExpression') at = at.firstChild;
  return at !== null && kinds.has(at.name);
}
