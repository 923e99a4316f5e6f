import { parser as pythonParser } from '@lezer/python';
import { closeBrackets } from '../closeBrackets.ts';
import { parseJavaScript } from '../javascript/index.ts';
import { textParts } from '../javascript/syntax.ts';
import type { Slicer } from '../slicer.ts';
import type { NameParts } from '../symbols.ts';
import { nameParts } from '../syntax.ts';
import { type Node, type ParsedText, parseText, positions } from '../tree.ts';
import type { Literal } from './literal.ts';

/** Sums and neighbours that Python puts together are one. */
export async function inPython(source: string, slicer: Slicer): Promise<readonly Literal[]> {
  const parsed = await parseText(pythonParser, closeBrackets(source), slicer);
  const kinds = new Set(['String', 'FormatString', 'ContinuedString']);
  return literalsOf(parsed, kinds, (node) => nameParts(node, parsed.text));
}

export async function inJavaScript(
  path: string,
  source: string,
  slicer: Slicer,
): Promise<readonly Literal[]> {
  const parsed = await parseJavaScript(path, source, slicer);
  return literalsOf(parsed, new Set(['String', 'TemplateString']), (node) => textParts(node, parsed.text));
}

/** `"a" + b + "c"` is one text, whose first string says where it is. */
export function literalsOf(
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
      // A block of YAML begins with its indentation.
      const blank = text.slice(ref.from, ref.to).search(/\S|$/);
      literals.push({ parts: partsOf(ref.node), ...positionOf(ref.from + blank) });
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
