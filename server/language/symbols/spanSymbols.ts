import { type DocumentSymbol, type Range, SymbolKind } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type IndexedSymbol, knownLength } from '../../source/symbols.ts';
import { firstLineOf } from '../lenses/firstLine.ts';
import { endOfBlock, indentOf, linesOf } from '../textBlocks.ts';

interface Look {
  readonly kind: SymbolKind;
  readonly detail: string;
}

/** Plain functions and tests are no spans of their own: other extensions know them. */
const looks: Readonly<Partial<Record<IndexedSymbol['kind'], Look>>> = {
  decorated: { kind: SymbolKind.Function, detail: 'traced function' },
  block: { kind: SymbolKind.Event, detail: 'span block' },
  wrapper: { kind: SymbolKind.Function, detail: 'traced by a call' },
  registered: { kind: SymbolKind.Key, detail: 'tool or node' },
  schema: { kind: SymbolKind.Interface, detail: 'tool description' },
};

export function lookOf({ kind }: IndexedSymbol): Look | undefined {
  return looks[kind];
}

/** `Asking {…}`: what is filled in at run time stands as an ellipsis. */
export function spanTitle({ spanName, tracedFunction, functionName }: IndexedSymbol): string {
  if (knownLength(spanName) > 0) return spanName.map((part) => part.trim() && part).join('…');
  return tracedFunction ?? functionName ?? '…';
}

/** The places of a document that make spans, those within others below them. */
export function documentSymbols(document: TextDocument, symbols: readonly IndexedSymbol[]): DocumentSymbol[] {
  const lines = linesOf(document.getText());
  const placed = symbols
    .flatMap((symbol) => symbolAt(document, lines, symbol) ?? [])
    .toSorted((a, b) => startOf(a) - startOf(b) || endOf(b) - endOf(a));
  const roots: DocumentSymbol[] = [];
  const open: DocumentSymbol[] = [];
  for (const symbol of placed) {
    while (open.length > 0 && !contains(open.at(-1), symbol)) open.pop();
    const parent = open.at(-1);
    if (parent) parent.children = [...(parent.children ?? []), symbol];
    else roots.push(symbol);
    open.push(symbol);
  }
  return roots;
}

function symbolAt(
  document: TextDocument,
  lines: readonly string[],
  symbol: IndexedSymbol,
): DocumentSymbol | undefined {
  const look = lookOf(symbol);
  const own = symbol.line - 1;
  const text = lines[own];
  if (look === undefined || text === undefined) return undefined;
  const last = endOfBlock(lines, own) - 1;
  const selectionRange: Range = {
    start: { line: own, character: Math.min(indentOf(text), text.length) },
    end: { line: own, character: text.length },
  };
  const range: Range = {
    start: { line: firstLineOf(document, symbol), character: 0 },
    end: { line: last, character: (lines[last] ?? '').length },
  };
  return { name: spanTitle(symbol), ...look, range, selectionRange };
}

function startOf({ range }: DocumentSymbol): number {
  return range.start.line;
}

function endOf({ range }: DocumentSymbol): number {
  return range.end.line;
}

function contains(outer: DocumentSymbol | undefined, inner: DocumentSymbol): boolean {
  return outer !== undefined && startOf(outer) < startOf(inner) && endOf(inner) <= endOf(outer);
}
