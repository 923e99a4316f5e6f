import type { IndexedSymbol } from '../../source/symbols.ts';
import type { NewestRun, RecentCall } from '../../store/recentCalls.ts';
import type { CalledPlace } from '../lenses/placesOfCalls.ts';
import { type CallSiteLine, calledName } from './callSites.ts';
import type { CallForm } from './callText.ts';
import { bareNameOf, type ToolFunction, toolFunctions } from './toolFunctions.ts';

/** Something that was called at a line, and how it is told there. */
export interface CalledLine {
  /** From 0. */
  readonly line: number;
  readonly form: CallForm;
  /** Of the function. */
  readonly name: string;
  /** Several on the line are told by their names. */
  readonly named: boolean;
  /** The newest first. */
  readonly calls: readonly RecentCall[];
  /** The function or block; absent at a line that called. */
  readonly symbol?: IndexedSymbol;
}

export interface CalledParts {
  readonly symbols: readonly IndexedSymbol[];
  readonly places: readonly CalledPlace[];
  readonly tools: readonly ToolFunction[];
  readonly sites: readonly CallSiteLine[];
}

/** In the order of the lines. A line that is a place by itself tells nothing more of its calls. */
export function calledLines({ symbols, places, tools, sites }: CalledParts): readonly CalledLine[] {
  const own = places.map(({ symbol, calls }) => lineOfPlace(symbol, calls, symbols));
  const taken = new Set(own.map(({ line }) => line));
  const ofTools = tools
    .filter(({ symbol }) => !taken.has(symbol.line - 1))
    .map(({ symbol, calls }): CalledLine => {
      return { ...placeLine(symbol, calls), form: 'whole', name: bareNameOf(symbol) };
    });
  const called = sites
    .filter(({ line }) => !taken.has(line))
    .flatMap(({ line, calls }) => calls.map((call) => lineOfSite(line, call, calls.length > 1)));
  return [...own, ...ofTools, ...called].toSorted((a, b) => a.line - b.line);
}

export function ofRun(calls: readonly RecentCall[], newest: NewestRun | undefined): readonly RecentCall[] {
  return calls.filter(({ traceId, runId }) =>
    newest?.runId === undefined ? traceId === newest?.traceId : runId === newest.runId,
  );
}

function lineOfPlace(
  symbol: IndexedSymbol,
  calls: readonly RecentCall[],
  symbols: readonly IndexedSymbol[],
): CalledLine {
  const [newest] = calls;
  const isTool = newest?.kind === 'TOOL';
  const isFunction = symbol.kind !== 'block' && symbol.kind !== 'wrapper';
  const name =
    isFunction && symbol.functionName !== undefined ? bareNameOf(symbol) : toolName(newest, symbols);
  return { ...placeLine(symbol, calls), form: isTool ? 'whole' : 'arguments', name };
}

/** An agent's block may be named after the tool's function with something before it. */
function toolName(call: RecentCall | undefined, symbols: readonly IndexedSymbol[]): string {
  if (call === undefined) return '';
  const [tool] = toolFunctions(symbols, [call]);
  return tool === undefined ? call.name : bareNameOf(tool.symbol);
}

function placeLine(
  symbol: IndexedSymbol,
  calls: readonly RecentCall[],
): Pick<CalledLine, 'line' | 'named' | 'calls' | 'symbol'> {
  return { line: symbol.line - 1, named: false, calls, symbol };
}

function lineOfSite(line: number, call: RecentCall, named: boolean): CalledLine {
  const form = call.kind === 'TOOL' ? 'whole' : 'result';
  return { line, form, name: calledName(call), named: named && form === 'result', calls: [call] };
}
