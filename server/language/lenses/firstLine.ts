import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { IndexedSymbol } from '../../source/symbols.ts';

/** A function's decorators and its `def` are not further apart. */
const decoratorLines = 30;

/** The line (from 0) on which a place begins: that of a function's first decorator. */
export function firstLineOf(document: TextDocument, { kind, line }: IndexedSymbol): number {
  const own = line - 1;
  if (kind !== 'decorated' && kind !== 'function' && kind !== 'test') return own;
  const indent = indentOf(lineOf(document, own));
  let first = own;
  for (let at = own - 1; at >= Math.max(0, own - decoratorLines); at -= 1) {
    const text = lineOf(document, at);
    const rest = text.trimStart();
    if (indentOf(text) === indent && rest.startsWith('@')) first = at;
    // Within the brackets of a decorator, or between two of them.
    else if (indentOf(text) <= indent && rest !== '' && !/^[)\]}#]/.test(rest)) break;
  }
  return first;
}

function lineOf(document: TextDocument, line: number): string {
  const start = { line, character: 0 };
  return document.getText({ start, end: { line: line + 1, character: 0 } }).replace(/[\r\n]+$/, '');
}

function indentOf(text: string): number {
  return text.length - text.trimStart().length;
}
