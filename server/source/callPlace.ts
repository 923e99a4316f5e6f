import { readFile } from 'node:fs/promises';
import { isJsonObject, type JsonObject } from '../../protocol/base/json.ts';
import type { Callee, CallPlace } from '../../protocol/messages/debugging.ts';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { functionOnLine, nearestFunction } from './calledFunction.ts';
import { pythonCells } from './notebook.ts';
import { isCallSite, type Resolved } from './resolve.ts';
import type { IndexedFile, IndexedSymbol } from './symbols.ts';

type OpenText = (path: string) => string | undefined;

export interface CallPlaceDeps {
  readonly resolve: (span: Span, trace: Trace) => Promise<Resolved>;
  readonly files: () => Promise<readonly IndexedFile[]>;
  /** The text of a file that is open in an editor. */
  readonly openText: OpenText;
}

export interface FoundCallPlace {
  readonly place?: CallPlace;
  /** Why there is none, and what to do. */
  readonly reason?: string;
}

/** Longer files are not parsed for a breakpoint. */
const maxText = 10_000_000;

/** Where a debugger stops at the next call that makes such a span, by its best place and the text as it is now. */
export async function findCallPlace(span: Span, trace: Trace, deps: CallPlaceDeps): Promise<FoundCallPlace> {
  const tool = await toolPlace(span, deps);
  if (tool) return { place: tool };
  const { candidates, reason } = await deps.resolve(span, trace);
  const [best] = candidates;
  if (!best) return { reason: reason ?? 'No line in your code is known for this span.' };
  const { file, line } = best;
  // Of other languages only the line is known.
  if (!/\.(py|ipynb)$/.test(file)) return { place: { file, line } };
  const text = await textOf(best, deps.openText);
  if (text === undefined) return { reason: `${file} cannot be read.` };
  return placeIn(text, best, best.basis === 'recorded' && !isCallSite(span));
}

/**
 * The function of a tool that an agent runs in a block of its own (`ToolExecution_calculate_tip`): the longest name that
 * the span's ends with, if its parameters take what was recorded.
 */
async function toolPlace(span: Span, deps: CallPlaceDeps): Promise<CallPlace | undefined> {
  const { kind, name, inputs, source } = span;
  const isOwn = source?.basis === 'recorded' && !isCallSite(span);
  if (kind !== 'TOOL' || isOwn || !isJsonObject(inputs)) return undefined;
  const functions = (await deps.files())
    .flatMap(({ file, symbols }) => symbols.map((symbol) => ({ file, symbol, bare: bareName(symbol) })))
    .filter(({ symbol, bare }) => isFunction(symbol) && bare !== '' && endsWithName(name, bare))
    .toSorted((a, b) => b.bare.length - a.bare.length);
  for (const { file, symbol, bare } of functions) {
    const { line, cell } = symbol;
    const text = await textOf({ file, ...(cell !== undefined && { cell }) }, deps.openText);
    const found = text === undefined ? undefined : functionOnLine(text, { line, name: bare });
    if (found && takes(found.callee, inputs)) return { file, ...(cell !== undefined && { cell }), ...found };
  }
  return undefined;
}

function isFunction({ kind }: IndexedSymbol): boolean {
  return kind === 'function' || kind === 'decorated';
}

function bareName({ functionName }: IndexedSymbol): string {
  return functionName?.split('.').at(-1) ?? '';
}

function endsWithName(spanName: string, name: string): boolean {
  return spanName.endsWith(name) && !/[\p{L}\p{N}]$/u.test(spanName.slice(0, -name.length));
}

function takes({ parameters }: Callee, inputs: JsonObject): boolean {
  const names = parameters.map((one) => one.name);
  return (
    Object.keys(inputs).every((key) => names.includes(key)) ||
    parameters.some(({ kind }) => kind === 'doubleStar')
  );
}

/** `isDefined`: the place is that of a function, also where the text has changed since. */
function placeIn(text: string, best: SourceCandidate, isDefined: boolean): FoundCallPlace {
  const { file, line, cell } = best;
  const name = best.function?.split('.').at(-1);
  const at = { file, ...(cell !== undefined && { cell }) };
  const wanted = { line, ...(name !== undefined && { name }) };
  const found =
    functionOnLine(text, wanted) ??
    (isDefined && name !== undefined ? nearestFunction(text, { line, name }) : undefined);
  if (found) return { place: { ...at, ...found } };
  const wantsFunction = isDefined && name !== undefined;
  if (!wantsFunction && line <= text.split('\n').length) return { place: { ...at, line } };
  const what = wantsFunction ? name : `line ${line}`;
  return {
    reason: `${file} has changed since this span ran: ${what} is not there any more. Run the program again.`,
  };
}

async function textOf(
  { file, cell }: Pick<SourceCandidate, 'file' | 'cell'>,
  openText: OpenText,
): Promise<string | undefined> {
  const whole = openText(file) ?? (await readFile(file, 'utf8').catch(() => undefined));
  if (whole === undefined || whole.length > maxText) return undefined;
  return cell === undefined ? whole : pythonCells(whole).find((one) => one.cell === cell)?.text;
}
