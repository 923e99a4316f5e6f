import { scanDefinitions } from './definitions.ts';
import { namesOf } from './names.ts';
import { pythonCells } from './notebook.ts';
import { symbolsIn } from './pythonIndex.ts';
import type { Slicer } from './slicer.ts';
import { mayMakeSpans } from './spanMakers.ts';
import type { IndexedSymbol } from './symbols.ts';
import { startParse, type Tree } from './syntax.ts';

/** The symbols of one Python file or notebook. Never rejects for what stands in it. */
export async function indexFile(
  path: string,
  text: string,
  slicer: Slicer,
): Promise<readonly IndexedSymbol[]> {
  if (path.endsWith('.ipynb')) return indexNotebook(text, slicer);
  if (!mayMakeSpans(text)) return scanDefinitions(text);
  const tree = await parse(text, slicer);
  const names = namesOf([{ tree, text }]);
  await slicer.breathe();
  return symbolsIn(tree, text, names);
}

/** Imports of one cell hold in all. */
async function indexNotebook(json: string, slicer: Slicer): Promise<readonly IndexedSymbol[]> {
  const parsed: { readonly cell: number; readonly text: string; readonly tree: Tree }[] = [];
  for (const { cell, text } of pythonCells(json))
    parsed.push({ cell, text, tree: await parse(text, slicer) });
  const names = namesOf(parsed);
  return parsed.flatMap(({ cell, text, tree }) =>
    symbolsIn(tree, text, names).map((symbol) => ({ ...symbol, cell })),
  );
}

async function parse(text: string, slicer: Slicer): Promise<Tree> {
  const parsing = startParse(text);
  for (;;) {
    const tree = parsing.advance();
    if (tree) return tree;
    await slicer.breathe();
  }
}
