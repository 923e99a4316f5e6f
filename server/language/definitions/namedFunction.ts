import type { Position, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { NamedFunction } from '../../source/implementations.ts';
import { type IndexedSymbol, literalName } from '../../source/symbols.ts';

export interface QuotedText {
  readonly name: string;
  /** Between the quotes. */
  readonly range: Range;
}

export type NamedAt = NamedFunction & QuotedText;

/** A call's arguments may stand on the lines below it. */
const mostLinesBelow = 5;
const naming: readonly IndexedSymbol['kind'][] = ['schema', 'registered', 'wrapper'];

/** The name of a function that a text is; undefined for all other texts. */
export function namedFunction(
  document: TextDocument,
  { name, range }: QuotedText,
  symbols: readonly IndexedSymbol[],
): NamedAt | undefined {
  const [symbol] = symbols
    .filter(
      (one) =>
        naming.includes(one.kind) &&
        one.tracedFunction !== undefined &&
        literalName(one.spanName) === name &&
        isBehind(document, range, one),
    )
    .toSorted((a, b) => b.line - a.line || b.column - a.column);
  return symbol && { name, symbol, range };
}

/** On the line of the key that names it, or within the brackets of the call. */
function isBehind(document: TextDocument, { start }: Range, { line, column }: IndexedSymbol): boolean {
  const from = { line: line - 1, character: column - 1 };
  const below = start.line - from.line;
  if (below < 0 || below > mostLinesBelow || (below === 0 && start.character < from.character)) return false;
  const between = document.getText({ start: from, end: start });
  if (/^["'`]/.test(between)) return below === 0;
  return isInsideBrackets(between);
}

/** The text's first bracket is still open at its end. */
function isInsideBrackets(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[()[\]{}]/g)) {
    depth += /[([{]/.test(bracket) ? 1 : -1;
    if (depth <= 0) return false;
  }
  return depth > 0;
}

const quoted = /(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** The text in quotes at a place, if it begins and ends on that line. */
export function quotedTextAt(document: TextDocument, { line, character }: Position): QuotedText | undefined {
  const whole = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
  for (const { index, 0: found, 2: name = '' } of document.getText(whole).matchAll(quoted)) {
    const [from, to] = [index + 1, index + found.length - 1];
    if (character < index || character > to + 1) continue;
    return { name, range: { start: { line, character: from }, end: { line, character: to } } };
  }
  return undefined;
}
