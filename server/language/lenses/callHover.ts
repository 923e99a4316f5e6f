import type { Hover, Position, Range } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Span, SpanRef } from '../../../protocol/model/span.ts';
import type { IndexedSymbol } from '../../source/symbols.ts';
import { type CallsDeps, calledPlaces } from './calledPlaces.ts';
import { hoverText } from './hoverText.ts';
import type { CalledPlace } from './placesOfCalls.ts';

export interface CallHoverDeps extends CallsDeps {
  /** With long texts cut. */
  readonly span: (ref: SpanRef) => Promise<Span>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether the editor runs commands behind links. */
  readonly links: boolean;
}

/** What the last call of a function took and gave, where its name is pointed at in its definition. */
export async function callHover(
  deps: CallHoverDeps,
  uri: string,
  position: Position,
): Promise<Hover | undefined> {
  const called = await calledPlaces(deps, uri);
  if (called === undefined) return undefined;
  for (const place of called.places) {
    const range = nameRange(called.document, place.symbol);
    if (range !== undefined && isWithin(position, range)) return hoverOf(deps, place, range);
  }
  return undefined;
}

async function hoverOf(
  deps: CallHoverDeps,
  { calls }: CalledPlace,
  range: Range,
): Promise<Hover | undefined> {
  const [newest] = calls;
  if (newest === undefined) return undefined;
  const span = await deps.span({ traceId: newest.traceId, spanId: newest.spanId });
  const value = hoverText(span, calls, { nowMs: deps.now(), links: deps.links });
  return { contents: { kind: 'markdown', value }, range };
}

/** The function's name behind `def`; names are words, but for the `$` of JavaScript. */
function nameRange(
  document: TextDocument,
  { kind, functionName, line, column }: IndexedSymbol,
): Range | undefined {
  const name = functionName?.split('.').at(-1);
  if ((kind !== 'decorated' && kind !== 'function' && kind !== 'test') || name === undefined)
    return undefined;
  const start = { line: line - 1, character: 0 };
  const word = name.replaceAll('$', '\\$');
  const text = document.getText({ start, end: { line, character: 0 } });
  const from = text.search(new RegExp(`(?<![\\p{L}\\p{N}_$])${word}(?![\\p{L}\\p{N}_$])`, 'u'));
  if (from < column - 1) return undefined;
  return {
    start: { line: line - 1, character: from },
    end: { line: line - 1, character: from + name.length },
  };
}

function isWithin({ line, character }: Position, { start, end }: Range): boolean {
  return line === start.line && character >= start.character && character <= end.character;
}
