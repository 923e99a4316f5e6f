import { scanDefinitions } from './definitions.ts';
import { type CellKey, cellKeys } from './kernelCell.ts';
import { namesOf } from './names.ts';
import { pythonCells } from './notebook.ts';
import { symbolsIn } from './pythonIndex.ts';
import type { Slicer } from './slicer.ts';
import { mayMakeSpans } from './spanMakers.ts';
import type { IndexedSymbol, NamedAddress } from './symbols.ts';
import { startParse, type Tree } from './syntax.ts';
import { addressesIn, addressesInVariables, mayNameAddress } from './trackingAddresses.ts';

/** What is known of one file's text. */
export interface FileIndex {
  readonly symbols: readonly IndexedSymbol[];
  /** In a notebook `line` is the line in the cell. */
  readonly addresses: readonly NamedAddress[];
  /** Of a notebook. */
  readonly cells?: readonly CellKey[];
}

/** The index of one Python file, notebook or `.env` file. Never rejects for what stands in it. */
export async function indexFile(path: string, text: string, slicer: Slicer): Promise<FileIndex> {
  if (path.endsWith('.ipynb')) return indexNotebook(text, slicer);
  if (!path.endsWith('.py')) return { symbols: [], addresses: addressesInVariables(text) };
  const [makesSpans, namesAddress] = [mayMakeSpans(text), mayNameAddress(text)];
  if (!makesSpans && !namesAddress) return { symbols: scanDefinitions(text), addresses: [] };
  const tree = await parse(text, slicer);
  const names = namesOf([{ tree, text }]);
  await slicer.breathe();
  return {
    symbols: makesSpans ? symbolsIn(tree, text, names) : scanDefinitions(text),
    addresses: namesAddress ? addressesIn(tree, text, names) : [],
  };
}

/** Imports of one cell hold in all. */
async function indexNotebook(json: string, slicer: Slicer): Promise<FileIndex> {
  const parsed: { readonly cell: number; readonly text: string; readonly tree: Tree }[] = [];
  const cells = pythonCells(json);
  for (const { cell, text } of cells) parsed.push({ cell, text, tree: await parse(text, slicer) });
  const names = namesOf(parsed);
  return {
    symbols: parsed.flatMap(({ cell, text, tree }) =>
      symbolsIn(tree, text, names).map((symbol) => ({ ...symbol, cell })),
    ),
    addresses: [
      ...parsed.flatMap(({ text, tree }) => addressesIn(tree, text, names)),
      ...cells.flatMap(({ magics }) => addressesInVariables(magics)),
    ],
    cells: cellKeys(json),
  };
}

async function parse(text: string, slicer: Slicer): Promise<Tree> {
  const parsing = startParse(text);
  for (;;) {
    const tree = parsing.advance();
    if (tree) return tree;
    await slicer.breathe();
  }
}
