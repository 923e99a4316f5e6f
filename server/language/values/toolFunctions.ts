import type { IndexedSymbol } from '../../source/symbols.ts';
import type { RecentCall } from '../../store/recentCalls.ts';

/** A function of a tool that an agent runs in a span of its own (`ToolExecution_calculate_tip`), with those spans. */
export interface ToolFunction {
  readonly symbol: IndexedSymbol;
  readonly calls: readonly RecentCall[];
}

/** By the longest name with which a tool's span ends; of two functions of one name neither, as nothing tells which ran. */
export function toolFunctions(
  symbols: readonly IndexedSymbol[],
  toolCalls: readonly RecentCall[],
): readonly ToolFunction[] {
  const functions = symbols.filter(
    ({ kind, functionName }) => kind === 'function' && functionName !== undefined,
  );
  const found = new Map<IndexedSymbol, RecentCall[]>();
  for (const call of toolCalls) {
    const symbol = functionOf(functions, call.name);
    if (symbol === undefined) continue;
    const own = found.get(symbol);
    if (own) own.push(call);
    else found.set(symbol, [call]);
  }
  return [...found].map(([symbol, calls]) => ({ symbol, calls }));
}

/** Whether a span of this name may be a call of one of the functions. */
export function namesToolOf(symbols: readonly IndexedSymbol[]): (spanName: string) => boolean {
  const names = symbols.filter(({ kind }) => kind === 'function').map(bareNameOf);
  const known = new Map<string, boolean>();
  return (spanName) => {
    const before = known.get(spanName);
    if (before !== undefined) return before;
    const fits = names.some((name) => endsWithName(spanName, name));
    known.set(spanName, fits);
    return fits;
  };
}

function functionOf(functions: readonly IndexedSymbol[], spanName: string): IndexedSymbol | undefined {
  const fitting = functions.filter((symbol) => endsWithName(spanName, bareNameOf(symbol)));
  const longest = Math.max(0, ...fitting.map((symbol) => bareNameOf(symbol).length));
  const [best, ...more] = fitting.filter((symbol) => bareNameOf(symbol).length === longest);
  return more.length > 0 ? undefined : best;
}

/** Whether the function can have been called with what was recorded. */
export function takes({ parameters }: IndexedSymbol, names: readonly string[]): boolean {
  return (
    parameters === undefined || parameters.includes('*') || names.every((name) => parameters.includes(name))
  );
}

export function bareNameOf({ functionName }: IndexedSymbol): string {
  return functionName?.split('.').at(-1) ?? '';
}

function endsWithName(spanName: string, name: string): boolean {
  if (name === '' || !spanName.endsWith(name)) return false;
  return !/[\p{L}\p{N}]$/u.test(spanName.slice(0, -name.length));
}
