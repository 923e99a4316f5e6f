import type { SourceCandidate } from '../../protocol/model/source.ts';
import { candidateAt } from './candidate.ts';
import { ownName } from './resolve.ts';
import { type IndexedFile, type IndexedSymbol, literalName } from './symbols.ts';

/** A text in the code that names a function: of a tool's description, a table of functions, a graph's node. */
export interface NamedFunction {
  /** As it is written. */
  readonly name: string;
  readonly symbol: IndexedSymbol;
}

/** Where the function may stand in the open folders, the same file first; several may have its name. */
export function implementationsOf(
  { name, symbol }: NamedFunction,
  here: string,
  files: readonly IndexedFile[],
): readonly SourceCandidate[] {
  const wanted = new Set([symbol.tracedFunction, ...registeredAs(name, files)]);
  const found = files.flatMap((file) =>
    file.symbols
      .filter((one) => wanted.has(ownName(one)) || isDecoratedAs(one, name))
      .map((one) => ({ file: file.file, symbol: one })),
  );
  const sameFile = found.filter(({ file }) => file === here);
  // A name of the language stands for what this file has; a text for a model may mean any.
  const isSure = symbol.kind !== 'schema' && sameFile.length > 0;
  const all = isSure ? sameFile : [...sameFile, ...found.filter(({ file }) => file !== here)];
  return all.map((one) => candidateAt(one.file, one.symbol));
}

/** Functions that other places of the code give this name to. */
function registeredAs(name: string, files: readonly IndexedFile[]): readonly string[] {
  return files.flatMap(({ symbols }) =>
    symbols.flatMap(({ kind, spanName, tracedFunction = [] }) =>
      kind === 'registered' && literalName(spanName) === name ? tracedFunction : [],
    ),
  );
}

/** `@tool("calculate_tip")` above a function of another name. */
function isDecoratedAs({ kind, spanName }: IndexedSymbol, name: string): boolean {
  return kind === 'decorated' && literalName(spanName) === name;
}
