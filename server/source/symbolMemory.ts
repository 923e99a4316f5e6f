import type { SyntaxNodeRef } from '@lezer/common';
import type { SourceSymbol } from './symbols.ts';
import { positions } from './tree.ts';

/** A symbol, the functions and classes that it stands in, and the offset at which it starts. */
export interface PlacedSymbol {
  readonly found: Omit<SourceSymbol, 'line' | 'column' | 'functionName'>;
  readonly scope: readonly string[];
  readonly from: number;
}

/** What was found in units of a text, by their own text; each `from` and `scope` begins with the unit. */
export interface SymbolMemory {
  /** What the names of the whole text stood for. */
  names: string;
  /** Those that were met last are at the end. */
  readonly known: Map<string, readonly PlacedSymbol[]>;
}

/** What the names of a text stand for, as a text: the same for the same. */
export function toldOf(names: readonly Iterable<unknown>[]): string {
  return JSON.stringify(names.map((known) => [...known]));
}

/** More than are met in one reading. */
const spare = 100;

interface OpenUnit {
  readonly key: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** How many symbols were found before it. */
  readonly before: number;
  /** How many scopes it stands in. */
  readonly depth: number;
}

/**
 * Takes over what was found in units that have not changed since an earlier reading, functions with their decorators or statements: a
 * key that is typed changes one of them, and reading the others anew is most of the work. Nodes come in the order of an
 * iteration over the tree.
 */
export class SymbolRecall {
  readonly found: PlacedSymbol[] = [];
  readonly #text: string;
  readonly #known: SymbolMemory['known'] | undefined;
  readonly #open: OpenUnit[] = [];
  #met = 0;

  /** `names`: all that symbols depend on beside the text of their unit. Without a memory everything is looked into. */
  constructor(text: string, names: { told(): string }, memory: SymbolMemory | undefined) {
    this.#text = text;
    this.#known = memory?.known;
    if (!memory) return;
    const told = names.told();
    if (memory.names !== told) memory.known.clear();
    memory.names = told;
  }

  /** True where all of the unit is known: it need not be looked into. `ofClass`: the class that it is a method of, where that counts. */
  enter({ name, from, to }: SyntaxNodeRef, scope: readonly string[], ofClass = ''): boolean {
    if (!this.#known) return false;
    const key = `${ofClass}\0${name}\0${this.#text.slice(from, to)}`;
    const known = this.#known.get(key);
    if (!known) {
      this.#open.push({ key, name, from, to, before: this.found.length, depth: scope.length });
      return false;
    }
    this.#keep(key, known);
    for (const one of known)
      this.found.push({ found: one.found, scope: [...scope, ...one.scope], from: from + one.from });
    return true;
  }

  leave({ name, from, to }: SyntaxNodeRef): void {
    const open = this.#open.at(-1);
    if (open?.from !== from || open.to !== to || open.name !== name) return;
    this.#open.pop();
    const own = this.found.slice(open.before);
    this.#keep(
      open.key,
      own.map((one) => ({ ...one, scope: one.scope.slice(open.depth), from: one.from - from })),
    );
  }

  /** All that was found. Forgets what has long not been met; not at once: a unit around others may be known as a whole for a while. */
  end(): readonly SourceSymbol[] {
    const known: SymbolMemory['known'] = this.#known ?? new Map();
    for (const oldest of known.keys()) {
      if (known.size <= 2 * this.#met + spare) break;
      known.delete(oldest);
    }
    const positionOf = positions(this.#text);
    return this.found.map(({ found, scope, from }) => ({
      ...found,
      ...(scope.length > 0 && { functionName: scope.join('.') }),
      ...positionOf(from),
    }));
  }

  #keep(key: string, symbols: readonly PlacedSymbol[]): void {
    this.#met++;
    this.#known?.delete(key);
    this.#known?.set(key, symbols);
  }
}
