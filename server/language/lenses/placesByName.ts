import {
  fitsName,
  type IndexedSymbol,
  knownLength,
  literalName,
  type NameParts,
} from '../../source/symbols.ts';

/** The places that may make a span of a name, in their order. */
export type PlacesByName = (name: string) => readonly IndexedSymbol[];

interface Pattern {
  readonly parts: NameParts;
  readonly place: number;
}

/** A file may have a thousand places, and be asked for thousands of calls with every key: each name is looked up once. */
export function placesByName(places: readonly IndexedSymbol[]): PlacesByName {
  const literals = new Map<string, number[]>();
  /** By how they begin. */
  const patterns = new Map<string, Pattern[]>();
  for (const [place, symbol] of places.entries()) {
    for (const parts of partsOf(symbol)) {
      const literal = literalName(parts);
      if (literal !== undefined) push(literals, literal, place);
      else if (knownLength(parts) > 0) push(patterns, parts[0] ?? '', { parts, place });
    }
    // The name is made at run time; by default it is the function's.
    const { spanName, tracedFunction } = symbol;
    if (tracedFunction !== undefined && literalName(spanName) === undefined)
      push(literals, tracedFunction, place);
  }
  const lengths = [...new Set([...patterns.keys()].map(({ length }) => length))];
  const find = (name: string): readonly IndexedSymbol[] => {
    const found = new Set<number>();
    for (const one of [name, unnumbered(name)]) {
      if (one === undefined) continue;
      for (const place of literals.get(one) ?? []) found.add(place);
      for (const length of lengths) {
        for (const { parts, place } of patterns.get(one.slice(0, length)) ?? [])
          if (fitsName(parts, one)) found.add(place);
      }
    }
    return [...found].sort((a, b) => a - b).flatMap((place) => places[place] ?? []);
  };
  const known = new Map<string, readonly IndexedSymbol[]>();
  return (name) => {
    const found = known.get(name) ?? find(name);
    known.set(name, found);
    return found;
  };
}

export function partsOf({ spanName, otherNames = [] }: IndexedSymbol): readonly NameParts[] {
  return [spanName, ...otherNames];
}

/** MLflow 2.22 to 3.5 number spans of one name in a trace (`work_1`). */
function unnumbered(name: string): string | undefined {
  return /^(.+)_\d+$/s.exec(name)?.[1];
}

function push<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
