import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { IndexedFile } from '../../source/symbols.ts';
import type { CallNames, RecentCall } from '../../store/recentCalls.ts';
import { type CalledPlace, namesOfPlaces, placesOfCalls } from './placesOfCalls.ts';

export interface CallsDeps {
  readonly traceCount: () => number;
  /** Their places by the files as they are called here. */
  readonly calls: (names: CallNames) => readonly RecentCall[];
  readonly openDocument: (path: string) => TextDocument | undefined;
  /** What stands in a document as it is open now. */
  readonly indexFile: (path: string) => Promise<IndexedFile | undefined>;
}

export interface CalledDocument {
  readonly document: TextDocument;
  readonly places: readonly CalledPlace[];
}

/** The places of an open document that were called, by text and traces as they are now. */
export async function calledPlaces(deps: CallsDeps, path: string): Promise<CalledDocument | undefined> {
  // Without a trace no text is read.
  if (deps.traceCount() === 0) return undefined;
  const indexed = await deps.indexFile(path);
  const document = deps.openDocument(path);
  if (indexed === undefined || document === undefined || indexed.symbols.length === 0) return undefined;
  const calls = deps.calls(namesOfPlaces(indexed.symbols));
  return { document, places: placesOfCalls(path, indexed.symbols, calls) };
}
