import type { CellKey } from './kernelCell.ts';

/**
 * What is known of a span's name before the program runs: constant pieces, with anything between two
 * neighbours. One piece is the whole name; `['', '']` says nothing.
 */
export type NameParts = readonly string[];

/**
 * - `decorated`: a function whose calls are spans.
 * - `block`: a call that starts a span.
 * - `wrapper`: a call that makes a traced function of another one, or a traced thing with its own code inside.
 * - `registered`: a place that gives a function a name; the function stands elsewhere (`graph.add_node("plan", plan)`).
 * - `schema`: the description of a tool for a model, whose name is that of a function (`"name": "calculate_tip"`).
 * - `test`: a test function, which a test runner's tracing makes a span of.
 * - `function`: any function, in case something unseen traces it.
 */
export type SymbolKind = 'decorated' | 'block' | 'wrapper' | 'registered' | 'schema' | 'test' | 'function';

/** A place in the code that may make spans. Lines and columns (UTF-16 units) count from 1. */
export interface SourceSymbol {
  readonly kind: SymbolKind;
  readonly spanName: NameParts;
  /** What else the span may be called, by other versions or settings of the SDK. */
  readonly otherNames?: readonly NameParts[];
  /** Bare name of the function that runs inside the span, where the span is a call of one. */
  readonly tracedFunction?: string;
  /** Dotted name of the function itself, or of what encloses the call; absent at the top of a file. */
  readonly functionName?: string;
  /** A function's, without `self`; `*` where it takes any. Absent where they are not known. */
  readonly parameters?: readonly string[];
  /** The `def` line, not the decorator's; the line on which the call starts. */
  readonly line: number;
  readonly column: number;
}

/** A symbol in its file; in a notebook `cell` counts all cells from 0 and `line` is the line in the cell. */
export interface IndexedSymbol extends SourceSymbol {
  readonly cell?: number;
}

/** A tracking server on this machine that a text names for MLflow. */
export interface NamedAddress {
  /** As written: `localhost`, `127.0.0.1` or `[::1]`. */
  readonly host: string;
  readonly port: number;
  /** Counted from 1. */
  readonly line: number;
}

export interface IndexedFile {
  /** Absolute path. */
  readonly file: string;
  readonly symbols: readonly IndexedSymbol[];
  /** Of a notebook. */
  readonly cells?: readonly CellKey[];
  readonly addresses: readonly NamedAddress[];
}

export const anyName: NameParts = ['', ''];

/** The whole name, when it has no holes. */
export function literalName(parts: NameParts): string | undefined {
  return parts.length === 1 ? parts[0] : undefined;
}

/** `Asking {question}`: the braces are filled in while the program runs; doubled ones are meant. */
export function templateParts(parts: NameParts): NameParts {
  return parts.flatMap((part) =>
    part
      .split(/(?<!\{)(?:\{\{)*\{[^{}]*\}/)
      .map((piece) => piece.replaceAll('{{', '{').replaceAll('}}', '}')),
  );
}

export function joinNames(left: NameParts, right: NameParts): NameParts {
  const [first = '', ...rest] = right;
  return [...left.slice(0, -1), `${left.at(-1) ?? ''}${first}`, ...rest];
}

/** How many characters are known; 0 fits every name and so tells nothing. */
export function knownLength(parts: NameParts): number {
  return parts.reduce((sum, part) => sum + part.trim().length, 0);
}

/** Whether a name can come of a pattern: the pieces in their order, first and last at the ends. */
export function fitsName(parts: NameParts, name: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let from = first.length;
  const end = name.length - last.length;
  for (const part of parts.slice(1, -1)) {
    const at = name.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
