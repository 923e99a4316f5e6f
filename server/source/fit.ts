import type { SpanFacts } from './spanFacts.ts';
import { fitsName, type IndexedSymbol, knownLength, literalName, type NameParts } from './symbols.ts';

/** How a symbol fits a span, best first; a plain function counts only where nothing else fits. */
export const fits = ['alias', 'name', 'function', 'plainName', 'pattern', 'plainFunction'] as const;
export type Fit = (typeof fits)[number];

export interface Fitting {
  readonly fit: Fit;
  /** Of a pattern: how many characters of the name it knows. */
  readonly known: number;
}

export function fitOf(symbol: IndexedSymbol, facts: SpanFacts): Fitting | undefined {
  const { kind, spanName, otherNames = [] } = symbol;
  if (kind === 'function')
    return isPlainFunction(symbol, facts) ? { fit: 'plainFunction', known: 0 } : undefined;
  if ((kind === 'registered' || kind === 'schema' || kind === 'test') && facts.ofLibrary) return undefined;
  const found = [spanName, ...otherNames].flatMap((parts) => nameFit(parts, facts) ?? []);
  if (kind === 'decorated' && isRenamed(symbol, facts)) found.push({ fit: 'function', known: 0 });
  return found.toSorted((a, b) => fits.indexOf(a.fit) - fits.indexOf(b.fit) || b.known - a.known)[0];
}

function nameFit(parts: NameParts, { name, plainName, aliases }: SpanFacts): Fitting | undefined {
  const literal = literalName(parts);
  if (literal !== undefined) {
    if (aliases.includes(literal)) return { fit: 'alias', known: 0 };
    if (literal === name) return { fit: 'name', known: 0 };
    return literal === plainName ? { fit: 'plainName', known: 0 } : undefined;
  }
  const known = knownLength(parts);
  if (known === 0) return undefined;
  const names = plainName === undefined ? [name, ...aliases] : [name, plainName, ...aliases];
  return names.some((one) => fitsName(parts, one)) ? { fit: 'pattern', known } : undefined;
}

/** By its bare name, or by that of a method (`RAG.forward`). There may be hundreds of thousands of them. */
function isPlainFunction({ spanName, functionName }: IndexedSymbol, { functionNames }: SpanFacts): boolean {
  return (
    functionNames.has(spanName[0] ?? '') || (functionName !== undefined && functionNames.has(functionName))
  );
}

/** The span runs this function under another name; a literal name that is not the span's belongs to another span. */
function isRenamed({ spanName, tracedFunction }: IndexedSymbol, facts: SpanFacts): boolean {
  if (tracedFunction !== (facts.functionName ?? facts.name)) return false;
  const literal = literalName(spanName);
  return literal === undefined || literal === tracedFunction || literal === facts.plainName;
}

/** The span runs a function of another name. */
export function contradicts({ tracedFunction }: IndexedSymbol, { functionName }: SpanFacts): boolean {
  return functionName !== undefined && tracedFunction !== undefined && tracedFunction !== functionName;
}
