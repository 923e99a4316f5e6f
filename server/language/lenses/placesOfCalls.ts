import { plainPath } from '../../query/spansOfFrames.ts';
import { type IndexedSymbol, knownLength, literalName } from '../../source/symbols.ts';
import type { CallNames, RecentCall } from '../../store/recentCalls.ts';
import { partsOf, placesByName } from './placesByName.ts';
import { type NotebookCells, type RanIn, ranIn } from './ranCell.ts';

/** A place in a file that makes spans, with its calls, stored last first. */
export interface CalledPlace {
  readonly symbol: IndexedSymbol;
  readonly calls: readonly RecentCall[];
}

/** Makes spans by itself; of a plain function and a test that is known only where the program told the place. */
const kindRanks: Readonly<Partial<Record<IndexedSymbol['kind'], number>>> = {
  decorated: 0,
  block: 0,
  wrapper: 1,
  function: 2,
  test: 2,
};
const toldOnly = 2;

/** What the spans of a file's places may be called. */
export function namesOfPlaces(symbols: readonly IndexedSymbol[]): CallNames {
  const names = new Set<string>();
  const globs = new Set<string>();
  for (const symbol of symbols.filter(({ kind }) => kindRanks[kind] !== undefined)) {
    if (symbol.tracedFunction !== undefined) names.add(symbol.tracedFunction);
    for (const parts of partsOf(symbol)) {
      const literal = literalName(parts);
      if (literal !== undefined) names.add(literal);
      else if (knownLength(parts) > 0) globs.add(parts.map(escapeGlob).join('*'));
    }
  }
  return { names: [...names], globs: [...globs] };
}

/**
 * Gives each call to the place of the file that made it, in the order of the places; places without calls are left out.
 * `notebook`: the file is one, and these are its cells.
 */
export function placesOfCalls(
  file: string,
  symbols: readonly IndexedSymbol[],
  calls: readonly RecentCall[],
  notebook?: NotebookCells,
): readonly CalledPlace[] {
  const found = new Map<IndexedSymbol, RecentCall[]>();
  const places = symbols.filter(({ kind }) => kindRanks[kind] !== undefined);
  const byName = placesByName(places);
  for (const call of calls) {
    const ran = notebook ? ranIn(call.location, notebook) : ranInFile(call.location, file);
    const symbol = ran && placeOf(byName(call.name), call, ran);
    if (symbol === undefined) continue;
    const own = found.get(symbol);
    if (own) own.push(call);
    else found.set(symbol, [call]);
  }
  return places.flatMap((symbol) => {
    const own = found.get(symbol);
    return own ? [{ symbol, calls: own }] : [];
  });
}

function ranInFile(location: RecentCall['location'], file: string): RanIn | undefined {
  return location === undefined || plainPath(location.file) === plainPath(file)
    ? { isSame: true }
    : undefined;
}

/** `places`: those of its name. None where several fit and nothing was recorded that tells them apart: a wrong number is worse than none. */
function placeOf(places: readonly IndexedSymbol[], call: RecentCall, ran: RanIn): IndexedSymbol | undefined {
  const fitting = places
    .filter((symbol) => fitsCell(symbol, ran) && fits(symbol, call))
    .map((symbol) => ({ symbol, rank: rankOf(symbol, call.location, ran) }))
    .toSorted((a, b) => compare(a.rank, b.rank));
  const [best] = fitting;
  const isUnsure = fitting.some(
    ({ symbol, rank }) => best && !isSamePlace(symbol, best.symbol) && compare(rank, best.rank) === 0,
  );
  return isUnsure ? undefined : best?.symbol;
}

function fitsCell({ cell }: IndexedSymbol, { cells }: RanIn): boolean {
  return cells === undefined || (cell !== undefined && cells.has(cell));
}

/** Two decorators on one function are one place. */
function isSamePlace(a: IndexedSymbol, b: IndexedSymbol): boolean {
  return a.line === b.line && a.cell === b.cell;
}

/** Beside its name. */
function fits({ kind, tracedFunction, functionName }: IndexedSymbol, call: RecentCall): boolean {
  if (call.functionName !== undefined && tracedFunction !== undefined && call.functionName !== tracedFunction)
    return false;
  return kindRanks[kind] !== toldOnly || bareName(call.location?.function) === bareName(functionName);
}

/** Less is better: the kind, another function than recorded, another cell, the lines between where they still hold. */
function rankOf(
  symbol: IndexedSymbol,
  location: RecentCall['location'],
  { likely, isSame }: RanIn,
): readonly number[] {
  const kind = kindRanks[symbol.kind] ?? toldOnly;
  if (location === undefined) return [kind];
  const isOther =
    (bareName(location.function) ?? moduleName) !== (bareName(symbol.functionName) ?? moduleName);
  const isElsewhere = likely !== undefined && symbol.cell !== likely;
  return [kind, isOther ? 1 : 0, isElsewhere ? 1 : 0, isSame ? Math.abs(symbol.line - location.line) : 0];
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

const moduleName = '<module>';

function bareName(name: string | undefined): string | undefined {
  return name?.split('.').at(-1);
}

function escapeGlob(text: string): string {
  return text.replace(/[*?[]/g, '[$&]');
}
