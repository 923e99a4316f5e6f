import type { SymbolMemory } from './symbolMemory.ts';
import type { ParsedText } from './tree.ts';

/** What one reading leaves for the next one of the same file: of an open document most stays as it was. */
export interface ParseMemory {
  parsed?: ParsedText;
  symbols?: SymbolMemory;
  /** Of a notebook, by the texts of its cells. */
  cells?: ReadonlyMap<string, ParsedText>;
}

export function remember(memory: ParseMemory, parsed: ParsedText): void {
  memory.parsed = parsed;
  memory.symbols ??= { names: '', known: new Map() };
}
