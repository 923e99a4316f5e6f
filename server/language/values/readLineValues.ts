import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LineMark, LineValue, LineValues, LineValuesParams } from '../../../protocol/messages/values.ts';
import type { Span } from '../../../protocol/model/span.ts';
import { plainPath } from '../../query/spansOfFrames.ts';
import { hashInFile } from '../../source/kernelCell.ts';
import type { CallHint, NewestRun, RecentCall } from '../../store/recentCalls.ts';
import { type CallsDeps, calledPlaces } from '../lenses/calledPlaces.ts';
import { hoverText } from '../lenses/hoverText.ts';
import { runningText } from '../lenses/lensText.ts';
import { tickOf } from '../lenses/tickOf.ts';
import type { Answer } from '../told.ts';
import { type CalledLine, calledLines, ofRun } from './calledLines.ts';
import { markOf, stateOf } from './callMark.ts';
import { callSiteLines, type SeenLines } from './callSites.ts';
import { callText } from './callText.ts';
import { cut, jsonWords, pythonWords } from './compactValue.ts';
import { namesToolOf, takes, toolFunctions } from './toolFunctions.ts';

export interface LineValuesDeps extends CallsDeps {
  /** Those among the newest that are wanted; their places by the files as they are called here. */
  readonly selectCalls: (isWanted: (call: CallHint) => boolean) => readonly RecentCall[];
  readonly newestRun: () => NewestRun | undefined;
  /** With long texts cut; `undefined`: it is not to be had. */
  readonly span: (call: RecentCall) => Promise<Span | undefined>;
  /** Since when a document is as it is (milliseconds since the epoch), and what its lines said. */
  readonly editedMs: (uri: string) => Promise<number>;
  readonly seenIn: (uri: string) => SeenLines;
  /** Whether the function's text is another one today than when it was called. */
  readonly isStale: (call: RecentCall, document: TextDocument) => boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether the editor runs commands behind links. */
  readonly links: boolean;
}

export type ValuesOptions = Omit<LineValuesParams, 'uri'>;

const none: Answer<LineValues> = { told: { values: [], marks: [] } };

/** What stands at the lines of an open document, by text and traces as they are now. */
export async function readLineValues(
  deps: LineValuesDeps,
  uri: string,
  options: ValuesOptions,
): Promise<Answer<LineValues>> {
  if (options.mode === 'off' && !options.marks) return none;
  const called = await calledPlaces(deps, uri);
  if (called === undefined) return none;
  const { document, symbols, places } = called;
  const wanted = options.mode === 'off' ? [] : await linesIn(deps, uri, { ...called, options });
  const values: LineValue[] = [];
  for (const line of wanted) {
    const value = await valueAt(deps, line, {
      maxLength: options.maxLength,
      languageId: document.languageId,
    });
    if (value !== undefined) values.push(value);
  }
  const marks = options.marks
    ? calledLines({ symbols, places, tools: [], sites: [] }).flatMap((line) => markAt(deps, line, document))
    : [];
  const againMs = tickOf(
    wanted.flatMap(({ calls }) => calls.slice(0, 1)),
    deps.now(),
  );
  const told = {
    version: document.version,
    values: joined(values, options.maxLength),
    marks: onePerLine(marks),
  };
  return { told, ...(againMs !== undefined && { againMs }) };
}

interface Wanted extends NonNullable<Awaited<ReturnType<typeof calledPlaces>>> {
  readonly options: ValuesOptions;
}

async function linesIn(
  deps: LineValuesDeps,
  uri: string,
  { document, path, cellHash, symbols, places, options }: Wanted,
): Promise<readonly CalledLine[]> {
  const file = plainPath(path);
  // A cell is named by its text: what is found is unedited.
  const isHere = ({ callSite }: CallHint): boolean =>
    callSite !== undefined &&
    (cellHash === undefined ? plainPath(callSite.file) === file : hashInFile(callSite.file) === cellHash);
  const isTool = namesToolOf(symbols);
  const calls = deps.selectCalls((call) => isHere(call) || (call.kind === 'TOOL' && isTool(call.name)));
  const newest = options.mode === 'thisRun' ? deps.newestRun() : undefined;
  const ofMode = (some: readonly RecentCall[]) => (options.mode === 'thisRun' ? ofRun(some, newest) : some);
  const editedMs = cellHash === undefined ? await deps.editedMs(uri) : 0;
  const text = { lines: document.getText().split(/\r\n|\r|\n/), editedMs };
  return calledLines({
    symbols,
    places: places.flatMap((place) => {
      const own = ofMode(place.calls);
      return own.length > 0 ? [{ ...place, calls: own }] : [];
    }),
    tools: toolFunctions(symbols, ofMode(calls.filter(({ kind }) => kind === 'TOOL'))),
    sites: callSiteLines(ofMode(calls.filter(isHere)), text, deps.seenIn(uri)),
  });
}

interface ValueContext {
  readonly maxLength: number;
  readonly languageId: string;
}

async function valueAt(
  deps: LineValuesDeps,
  { line, form, name, named, calls, symbol }: CalledLine,
  { maxLength, languageId }: ValueContext,
): Promise<LineValue | undefined> {
  const [newest] = calls;
  const span = newest && (await deps.span(newest));
  if (newest === undefined || span === undefined) return undefined;
  // A plain function that is only called like the tool.
  if (form === 'whole' && symbol?.kind === 'function' && !takes(symbol, Object.keys(span.inputs ?? {})))
    return undefined;
  const nowMs = deps.now();
  const running = runningText(newest.status === 'running' ? [newest] : [], nowMs);
  const words = languageId === 'python' ? pythonWords : jsonWords;
  const text = callText(span, {
    form,
    name,
    max: maxLength,
    words,
    ...(running !== undefined && { running }),
  });
  if (text === '') return undefined;
  return {
    line,
    text: named ? `${name} ${text}` : text,
    state: stateOf(newest.status),
    tooltip: hoverText(span, calls, { nowMs, links: deps.links }),
  };
}

const rank = { running: 0, failed: 1, ok: 2 } as const;

/** One value a line: several calls stand beside each other. */
function joined(values: readonly LineValue[], maxLength: number): readonly LineValue[] {
  const byLine = new Map<number, LineValue>();
  for (const value of values) {
    const before = byLine.get(value.line);
    const whole = before && {
      line: value.line,
      text: cut(`${before.text} · ${value.text}`, maxLength),
      state: rank[value.state] < rank[before.state] ? value.state : before.state,
      tooltip: `${before.tooltip}\n\n---\n\n${value.tooltip}`,
    };
    byLine.set(value.line, whole ?? value);
  }
  return [...byLine.values()];
}

function markAt(
  deps: LineValuesDeps,
  { line, calls }: CalledLine,
  document: TextDocument,
): readonly LineMark[] {
  const mark = markOf(calls, (call) => deps.isStale(call, document));
  return mark === undefined ? [] : [{ line, mark }];
}

function onePerLine(marks: readonly LineMark[]): readonly LineMark[] {
  return [...new Map(marks.map((mark) => [mark.line, mark])).values()];
}
