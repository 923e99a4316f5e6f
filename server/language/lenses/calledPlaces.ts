import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { IndexedFile } from '../../source/symbols.ts';
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
  readonly places: readonly CalledPlace[];
}

/** The places of an open document (a cell's in a cell) that were called, by text and traces as they are now. */
export async function calledPlaces(deps: CallsDeps, uri: string): Promise<CalledDocument | undefined> {
  // Without a trace no text is read.
  if (deps.traceCount() === 0) return undefined;
  const path = deps.openCode(uri)?.path;
  const indexed = path === undefined ? undefined : await deps.indexFile(path);
  const code = deps.openCode(uri);
  if (indexed === undefined || code === undefined || indexed.symbols.length === 0) return undefined;
  const calls = deps.calls(namesOfPlaces(indexed.symbols));
  const { document, cell, cellUris } = code;
  const notebook = cellUris && { keys: indexed.cells ?? [], uris: cellUris };
  const places = placesOfCalls(code.path, indexed.symbols, calls, notebook);
  return { document, places: places.filter(({ symbol }) => symbol.cell === cell) };
}
