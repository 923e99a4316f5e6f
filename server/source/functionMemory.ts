import type { SyntaxNodeRef } from '@lezer/common';
import type { SourceSymbol } from './symbols.ts';

/** A symbol, the functions and classes that it stands in, and the offset at which it starts. */
export interface PlacedSymbol {
  readonly found: Omit<SourceSymbol, 'line' | 'column' | 'functionName'>;
  readonly scope: readonly string[];
  readonly from: number;
}

/** What was found in the functions of a text, by their own text; each `from` and `scope` begins with the function. */
export interface FunctionMemory {
  /** What the names of the whole text stood for. */
  names: string;
  /** Those that were met last are at the end. */
  readonly known: Map<string, readonly PlacedSymbol[]>;
}

/** More than are met in one reading. */
const spare = 100;

interface OpenFunction {
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
 * Takes over what was found in functions that have not changed since an earlier reading: a key that is typed changes one of them, and
 * reading the others anew is most of the work. Nodes come in the order of an iteration over the tree.
 */
export class FunctionRecall {
  readonly found: PlacedSymbol[] = [];
  readonly #text: string;
  readonly #known: FunctionMemory['known'];
  readonly #open: OpenFunction[] = [];
  #met = 0;

  /** `names`: all that symbols depend on beside the text of their function. */
  constructor(text: string, names: string, memory: FunctionMemory) {
    this.#text = text;
    if (memory.names !== names) memory.known.clear();
    memory.names = names;
    this.#known = memory.known;
  }

  /** True where all of the function is known: it need not be looked into. `ofClass`: the class that it is a method of. */
  enter({ name, from, to }: SyntaxNodeRef, scope: readonly string[], ofClass = ''): boolean {
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

  /** Forgets what has long not been met. Not at once: a function around others may be known as a whole for a while. */
  end(): void {
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= 2 * this.#met + spare) break;
      this.#known.delete(oldest);
    }
  }

  #keep(key: string, symbols: readonly PlacedSymbol[]): void {
    this.#met++;
    this.#known.delete(key);
    this.#known.set(key, symbols);
  }
}
