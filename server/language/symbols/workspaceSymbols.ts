import { pathToFileURL } from 'node:url';
import type { SymbolInformation } from 'vscode-languageserver/node';
import type { IndexedFile } from '../../source/symbols.ts';
import { lookOf, spanTitle } from './spanSymbols.ts';

/** Nobody reads further; an editor filters what it is told as more is typed. */
const mostSymbols = 500;

/** The spans of all files whose names have the query's characters in their order, the nearest first. Cells have no address here. */
export function workspaceSymbols(files: readonly IndexedFile[], query: string): SymbolInformation[] {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  return files
    .flatMap(({ file, symbols }) =>
      symbols.flatMap((symbol) => {
        const look = lookOf(symbol);
        const name = spanTitle(symbol);
        const rank = rankOf(name.toLowerCase(), wanted);
        return look === undefined || symbol.cell !== undefined || rank === undefined
          ? []
          : [{ file, symbol, look, name, rank }];
      }),
    )
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, mostSymbols)
    .map(({ file, symbol: { line, column }, look, name }) => {
      const start = { line: line - 1, character: column - 1 };
      return {
        name,
        kind: look.kind,
        containerName: look.detail,
        location: { uri: pathToFileURL(file).href, range: { start, end: start } },
      };
    });
}

/** 0: begins with it; 1: has it; 2: has its characters in order. */
function rankOf(name: string, wanted: string): number | undefined {
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  let at = -1;
  for (const character of wanted) {
    at = name.indexOf(character, at + 1);
    if (at < 0) return undefined;
  }
  return 2;
}
