import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { IndexedFile, IndexedSymbol } from '../../source/symbols.ts';
import type { CallNames, RecentCall } from '../../store/recentCalls.ts';
import type { OpenCode } from '../openDocuments.ts';
import { type CalledPlace, namesOfPlaces, placesOfCalls } from './placesOfCalls.ts';

export interface CallsDeps {
  readonly traceCount: () => number;
  /** Their places by the files as they are called here. */
  readonly calls: (names: CallNames) => readonly RecentCall[];
  readonly openCode: (uri: string) => OpenCode | undefined;
  /** What stands in a file as it is open now. */
  readonly indexFile: (path: string) => Promise<IndexedFile | undefined>;
}

export interface CalledDocument {
  readonly document: TextDocument;
  /** Absolute; of a cell that of its notebook. */
  readonly path: string;
  /** Of a cell: by which its kernel names the text as it is now. */
  readonly cellHash?: number;
  readonly symbols: readonly IndexedSymbol[];
  readonly places: readonly CalledPlace[];
}

/** The places of an open document (a cell's in a cell) that were called, by text and traces as they are now. */
export async function calledPlaces(deps: CallsDeps, uri: string): Promise<CalledDocument | undefined> {
  // Without a trace no text is read.
  if (deps.traceCount() === 0) return undefined;
  const path = deps.openCode(uri)?.path;
  const indexed = path === undefined ? undefined : await deps.indexFile(path);
  const code = deps.openCode(uri);
  if (indexed === undefined || code === undefined) return undefined;
  const { symbols, cells: keys = [] } = indexed;
  const calls = deps.calls(namesOfPlaces(symbols));
  const { document, cell, cellUris } = code;
  const notebook = cellUris && { keys, uris: cellUris };
  const places = placesOfCalls(code.path, symbols, calls, notebook);
  const hash = keys.find((key) => key.cell === cell)?.hash;
  return {
    document,
    path: code.path,
    ...(hash !== undefined && { cellHash: hash }),
    symbols: symbols.filter((symbol) => symbol.cell === cell),
    places: places.filter(({ symbol }) => symbol.cell === cell),
  };
}
