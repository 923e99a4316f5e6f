import { parser as pythonParser } from '@lezer/python';
import { closeBrackets } from './closeBrackets.ts';
import { scanDefinitions } from './definitions.ts';
import { indexJavaScript, isJavaScript } from './javascript/index.ts';
import { type CellKey, cellKeys } from './kernelCell.ts';
import { namesOf } from './names.ts';
import { pythonCells } from './notebook.ts';
import { type ParseMemory, remember } from './parseMemory.ts';
import { pythonForms, symbolsIn } from './pythonIndex.ts';
import { mayDescribeTools } from './pythonSchemas.ts';
import { asTests, isTestFile } from './pythonTests.ts';
import type { Slicer } from './slicer.ts';
import type { IndexedSymbol, NamedAddress } from './symbols.ts';
import { addressesIn, addressesInVariables, mayNameAddress } from './trackingAddresses.ts';
import { type ParsedText, parseText } from './tree.ts';

/** What is known of one file's text. */
export interface FileIndex {
  readonly symbols: readonly IndexedSymbol[];
  /** In a notebook `line` is the line in the cell. */
  readonly addresses: readonly NamedAddress[];
  /** Of a notebook. */
  readonly cells?: readonly CellKey[];
}

/** The index of one source file, notebook or `.env` file. Never rejects for what stands in it. */
export async function indexFile(
  path: string,
  text: string,
  slicer: Slicer,
  memory?: ParseMemory,
): Promise<FileIndex> {
  if (path.endsWith('.ipynb')) return indexNotebook(text, slicer, memory);
  if (isJavaScript(path))
    return { symbols: await indexJavaScript(path, text, slicer, memory), addresses: [] };
  if (!path.endsWith('.py')) return { symbols: [], addresses: addressesInVariables(text) };
  const index = await indexPython(text, slicer, memory);
  return isTestFile(path) ? { ...index, symbols: asTests(index.symbols) } : index;
}

async function indexPython(
  text: string,
  slicer: Slicer,
  memory: ParseMemory | undefined,
): Promise<FileIndex> {
  const [makesSpans, namesAddress] = [
    pythonForms.mayBeIn(text) || mayDescribeTools(text),
    mayNameAddress(text),
  ];
  if (!makesSpans && !namesAddress) return { symbols: scanDefinitions(text), addresses: [] };
  const parsed = await parsePython(text, slicer, memory?.parsed);
  if (memory) remember(memory, parsed);
  const names = namesOf([parsed]);
  await slicer.breathe();
  return {
    symbols: makesSpans ? symbolsIn(parsed, names, memory?.symbols) : scanDefinitions(text),
    addresses: namesAddress ? addressesIn(parsed.tree, parsed.text, names) : [],
  };
}

/** Imports of one cell hold in all. */
async function indexNotebook(
  json: string,
  slicer: Slicer,
  memory: ParseMemory | undefined,
): Promise<FileIndex> {
  const parsed: { readonly cell: number; readonly source: ParsedText }[] = [];
  const cells = pythonCells(json);
  for (const { cell, text } of cells) {
    const source = memory?.cells?.get(text) ?? (await parsePython(text, slicer));
    parsed.push({ cell, source });
  }
  if (memory)
    memory.cells = new Map(cells.flatMap(({ text }, at) => (parsed[at] ? [[text, parsed[at].source]] : [])));
  const names = namesOf(parsed.map(({ source }) => source));
  return {
    symbols: parsed.flatMap(({ cell, source }) =>
      symbolsIn(source, names).map((symbol) => ({ ...symbol, cell })),
    ),
    addresses: [
      ...parsed.flatMap(({ source: { tree, text } }) => addressesIn(tree, text, names)),
      ...cells.flatMap(({ magics }) => addressesInVariables(magics)),
    ],
    cells: cellKeys(json),
  };
}

function parsePython(text: string, slicer: Slicer, before?: ParsedText): Promise<ParsedText> {
  return parseText(pythonParser, closeBrackets(text), slicer, before);
}
