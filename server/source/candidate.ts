import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { IndexedSymbol } from './symbols.ts';

/** A place that the index knows, as it is offered. */
export function candidateAt(file: string, symbol: IndexedSymbol): SourceCandidate {
  const { line, column, functionName, cell } = symbol;
  return {
    file,
    line,
    column,
    ...(functionName !== undefined && { function: functionName }),
    ...(cell !== undefined && { cell }),
    basis: 'index',
  };
}
