import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { reasonForNone } from './reason.ts';
import { recordedPlaces } from './recorded.ts';
import { factsOf, type SpanFacts } from './spanFacts.ts';
import { fitsName, type IndexedFile, type IndexedSymbol, knownLength, literalName } from './symbols.ts';
import type { IndexedWorkspace } from './workspaceIndex.ts';

export interface Resolved {
  readonly candidates: readonly SourceCandidate[];
  /** Why there is none, and what to do. */
  readonly reason?: string;
}

const maxCandidates = 20;

/** The places that may have made a span, best first. `folders`: those that were searched. */
export function resolveSpan(
  span: Span,
  trace: Trace,
  workspace: IndexedWorkspace,
  folders: readonly string[],
): Resolved {
  const facts = factsOf(span, trace);
  const recorded = recordedPlaces(span, workspace.files);
  const { candidates: indexed, isWrapper } = ranked(workspace.files, facts);
  // `mlflow.trace(math.pow)`: what was recorded is where it was called, for its own lines are not the user's.
  const places = isWrapper && isCallSite(span) ? [...indexed, ...recorded] : [...recorded, ...indexed];
  const seen = new Set<string>();
  const candidates = places.filter(({ file, cell, line }) => {
    const key = JSON.stringify([file, cell, line]);
    return !seen.has(key) && Boolean(seen.add(key));
  });
  if (candidates.length > 0) return { candidates: candidates.slice(0, maxCandidates) };
  return { candidates: [], reason: reasonForNone(span, facts, workspace, folders) };
}

/** The recorded place is where the span was entered; of a function of its own nothing was recorded. */
export function isCallSite({ source }: Span): boolean {
  const call = source?.callSite;
  return call !== undefined && call.file === source?.file && call.line === source.line;
}

/** How a symbol fits a span, best first; a plain function counts only where nothing else fits. */
const fits = ['name', 'function', 'plainName', 'pattern', 'plainFunction'] as const;
type Fit = (typeof fits)[number];

interface Match {
  readonly file: IndexedFile;
  readonly symbol: IndexedSymbol;
  /** Less is better; compared from the first number on. */
  readonly rank: readonly number[];
  readonly fit: Fit;
}

interface Ranked {
  readonly candidates: readonly SourceCandidate[];
  /** The best is where a function is wrapped. */
  readonly isWrapper: boolean;
}

function ranked(files: readonly IndexedFile[], facts: SpanFacts): Ranked {
  const matches = files
    .flatMap((file) => {
      const near = fileRank(file, facts);
      return file.symbols.flatMap((symbol) => match(file, symbol, facts, near));
    })
    .sort(byRank);
  const sure = matches.filter(({ fit, symbol }) => fit !== 'plainFunction' && !contradicts(symbol, facts));
  const made = matches.filter(({ fit }) => fit !== 'plainFunction');
  const functions = matches.filter(({ fit }) => fit === 'plainFunction');
  // A wrapper names a function whose own lines may be here as well.
  const isWrapper = sure[0]?.symbol.kind === 'wrapper';
  const best = isWrapper ? [...sure, ...functions] : [sure, functions, made].find(({ length }) => length > 0);
  return { candidates: (best ?? []).map(candidate), isWrapper };
}

function match(
  file: IndexedFile,
  symbol: IndexedSymbol,
  facts: SpanFacts,
  near: readonly number[],
): readonly Match[] {
  const fit = fitOf(symbol, facts);
  if (!fit) return [];
  const rank = [fits.indexOf(fit), -patternLength(symbol), unlike(symbol, facts), ...near];
  return [{ file, symbol, fit, rank: [...rank, symbol.cell ?? 0, symbol.line] }];
}

function fitOf(symbol: IndexedSymbol, facts: SpanFacts): Fit | undefined {
  const { kind, spanName, tracedFunction } = symbol;
  const { name, plainName, functionName } = facts;
  const literal = literalName(spanName);
  if (kind === 'function') {
    return [functionName, name, plainName].includes(literal) ? 'plainFunction' : undefined;
  }
  if (literal === name) return 'name';
  if (kind === 'decorated' && tracedFunction === (functionName ?? name) && mayBeRenamed(symbol, facts)) {
    return 'function';
  }
  if (literal !== undefined) return literal === plainName ? 'plainName' : undefined;
  if (knownLength(spanName) === 0) return undefined;
  const fitting = fitsName(spanName, name) || (plainName !== undefined && fitsName(spanName, plainName));
  return fitting ? 'pattern' : undefined;
}

/** A literal name that is neither the span's nor its numbered form belongs to another span. */
function mayBeRenamed({ spanName, tracedFunction }: IndexedSymbol, { plainName }: SpanFacts): boolean {
  const literal = literalName(spanName);
  return literal === undefined || literal === tracedFunction || literal === plainName;
}

function patternLength({ spanName }: IndexedSymbol): number {
  return literalName(spanName) === undefined ? knownLength(spanName) : 0;
}

/** 0 where the span's function is the symbol's, or neither has one. */
function unlike({ tracedFunction }: IndexedSymbol, { functionName }: SpanFacts): number {
  return tracedFunction === functionName ? 0 : 1;
}

/** The span runs a function of another name. */
function contradicts({ tracedFunction }: IndexedSymbol, { functionName }: SpanFacts): boolean {
  return functionName !== undefined && tracedFunction !== undefined && tracedFunction !== functionName;
}

/** How near a file is to the program that made the trace. */
function fileRank({ file, symbols }: IndexedFile, facts: SpanFacts): readonly number[] {
  const knowsTrace = symbols.some(
    ({ kind, spanName }) => kind !== 'function' && literalName(spanName) === facts.traceName,
  );
  return [scriptRank(file, facts), knowsTrace ? 0 : 1];
}

function scriptRank(file: string, { script, notebook }: SpanFacts): number {
  const isNotebook = file.endsWith('.ipynb');
  if (script === undefined) return 0;
  const [path, wanted] = [slashed(file), slashed(script)];
  if (path === wanted) return 0;
  if (path.endsWith(`/${wanted.replace(/^(\.\/)+/, '')}`)) return 1;
  if (path.split('/').at(-1) === wanted.split('/').at(-1)) return 2;
  return isNotebook === notebook ? 3 : 4;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function byRank(a: Match, b: Match): number {
  const at = a.rank.findIndex((value, index) => value !== b.rank[index]);
  if (at >= 0) return (a.rank[at] ?? 0) - (b.rank[at] ?? 0);
  return a.file.file < b.file.file ? -1 : 1;
}

function candidate({ file: { file }, symbol }: Match): SourceCandidate {
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
