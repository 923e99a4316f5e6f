import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { candidateAt } from './candidate.ts';
import { contradicts, type Fit, fitOf, fits } from './fit.ts';
import { type FileRank, fileRank, functionUnasked, symbolRank } from './nearness.ts';
import { reasonForNone } from './reason.ts';
import { recordedPlaces } from './recorded.ts';
import { factsOf, type SpanFacts } from './spanFacts.ts';
import { type IndexedFile, type IndexedSymbol, literalName } from './symbols.ts';
import type { IndexedWorkspace } from './workspaceIndex.ts';

export interface Resolved {
  readonly candidates: readonly SourceCandidate[];
  /** Two or more: that many of the first are equally likely, and the user has to choose. */
  readonly equal?: number;
  /** Why there is none, and what to do. */
  readonly reason?: string;
}

/** What was searched, and what is known of the spans around. */
export interface Searched {
  readonly workspace: IndexedWorkspace;
  readonly folders: readonly string[];
  /** Names of the spans around, the nearest first. */
  readonly ancestors?: readonly string[];
  /** The files here that may be the recorded one, all equally likely; absent: the recorded path is that of a file here. */
  readonly recordedFiles?: readonly string[];
}

const maxCandidates = 20;
/** Some stand on one line, or are left out for another reason. */
const mostKept = 10 * maxCandidates;

/** The places that may have made a span, best first. */
export function resolveSpan(span: Span, trace: Trace, searched: Searched): Resolved {
  const { workspace, folders, ancestors, recordedFiles } = searched;
  const facts = factsOf(span, trace, ancestors);
  const spans = recordedFiles?.map((file) => inFile(span, file)) ?? [span];
  const recorded = spans.flatMap((one) => recordedPlaces(one, workspace.files));
  const { candidates: indexed, isWrapper, equal } = ranked(workspace.files, facts);
  // `mlflow.trace(math.pow)`: what was recorded is where it was called, for its own lines are not the user's.
  const places = isWrapper && isCallSite(span) ? [...indexed, ...recorded] : [...recorded, ...indexed];
  const seen = new Set<string>();
  const candidates = places.filter(({ file, cell, line }) => {
    const key = JSON.stringify([file, cell, line]);
    return !seen.has(key) && Boolean(seen.add(key));
  });
  if (candidates.length > 0) {
    const undecided = recorded.length === 0 ? equal : spans.length;
    return {
      candidates: candidates.slice(0, maxCandidates),
      ...(undecided > 1 && { equal: Math.min(undecided, maxCandidates) }),
    };
  }
  return { candidates: [], reason: reasonForNone(span, facts, workspace, folders) };
}

/** The span as if its place were in this file. */
export function inFile(span: Span, file: string): Span {
  const { source } = span;
  if (!source) return span;
  const { file: recorded, callSite, candidates } = source;
  const isSame = callSite !== undefined && callSite.file === recorded;
  return {
    ...span,
    source: {
      ...source,
      file,
      ...(isSame && { callSite: { ...callSite, file } }),
      candidates: candidates.map((one) => (one.file === recorded ? { ...one, file } : one)),
    },
  };
}

/** The recorded place is where the span was entered; of a function of its own nothing was recorded. */
export function isCallSite({ source }: Span): boolean {
  const call = source?.callSite;
  return call !== undefined && call.file === source?.file && call.line === source.line;
}

/** A place that may have made a span, and how near it is. */
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
  /** How many of the first are as good as the best. */
  readonly equal: number;
}

function ranked(files: readonly IndexedFile[], facts: SpanFacts): Ranked {
  const found = fitted(files, facts);
  const sure = best(
    found.filter(({ fit, symbol }) => fit !== 'plainFunction' && !contradicts(symbol, facts)),
    facts,
  );
  // There may be thousands: ranked only where they are needed.
  const made = () =>
    best(
      found.filter(({ fit }) => fit !== 'plainFunction'),
      facts,
    );
  const functions = () =>
    best(
      found.filter(({ fit }) => fit === 'plainFunction'),
      facts,
    );
  const [first] = sure;
  // A wrapper names a function whose own lines may be here as well.
  const isWrapper = first?.symbol.kind === 'wrapper';
  if (first && isNaming(first.symbol)) {
    const named = sure.filter(({ symbol }) => isNaming(symbol)).slice(0, maxCandidates);
    return listed([...implementations(files, named, facts), ...functions(), ...sure], false);
  }
  if (isWrapper) return listed([...sure, ...functions()], true);
  if (first) return listed(sure, false);
  const plain = functions();
  return listed(plain.length > 0 ? plain : made(), false);
}

function listed(found: readonly Match[], isWrapper: boolean): Ranked {
  const seen = new Set<IndexedSymbol>();
  const matches = found.filter(({ symbol }) => !seen.has(symbol) && Boolean(seen.add(symbol)));
  const [first] = matches;
  const decides = (match: Match): boolean =>
    first?.rank.some((value, at) => value !== match.rank[at]) ?? true;
  const at = matches.findIndex(decides);
  return {
    candidates: matches.map(({ file, symbol }) => candidateAt(file.file, symbol)),
    isWrapper,
    equal: at < 0 ? matches.length : at,
  };
}

/** The function stands elsewhere; a person looks for that. */
function isNaming({ kind }: IndexedSymbol): boolean {
  return kind === 'registered' || kind === 'schema';
}

/** What a function, or a thing that has its own code inside, is called in the code. */
export function ownName({ kind, functionName, spanName, tracedFunction }: IndexedSymbol): string | undefined {
  if (kind === 'function' || kind === 'decorated') return functionName?.split('.').at(-1);
  return kind === 'wrapper' && tracedFunction === undefined ? literalName(spanName) : undefined;
}

/** The functions that the places name, first those of the same file. */
function implementations(
  files: readonly IndexedFile[],
  named: readonly Match[],
  facts: SpanFacts,
): readonly Match[] {
  const found = named.flatMap(({ file: here, symbol: { tracedFunction } }) =>
    files.flatMap((file) => {
      const symbols = file.symbols.filter(
        (symbol) => tracedFunction !== undefined && ownName(symbol) === tracedFunction,
      );
      if (symbols.length === 0) return [];
      const near = fileRank(file, facts);
      return symbols.map((symbol): Match => {
        const rank = [near.language, file === here ? 0 : 1, ...symbolRank(symbol, facts), ...near.distance];
        return { file, symbol, fit: 'function', rank };
      });
    }),
  );
  return found.sort(byRank);
}

type Fitted = Omit<Match, 'rank'> & { readonly known: number };

/** Every place whose name or function fits; a workspace has hundreds of thousands that do not. */
function fitted(files: readonly IndexedFile[], facts: SpanFacts): readonly Fitted[] {
  const found: Fitted[] = [];
  for (const file of files) {
    for (const symbol of file.symbols) {
      const fitting = fitOf(symbol, facts);
      if (fitting) found.push({ file, symbol, ...fitting });
    }
  }
  return found;
}

/** The best of them, in their order: more than anybody is shown, and without sorting what is not. */
function best(found: readonly Fitted[], facts: SpanFacts): readonly Match[] {
  const ranks = new Map<IndexedFile, FileRank>();
  const kept: Match[] = [];
  for (const one of found) {
    const near = ranks.get(one.file) ?? fileRank(one.file, facts);
    ranks.set(one.file, near);
    const match = matchOf(one, near, facts);
    kept.push(match);
    if (kept.length >= 2 * mostKept) kept.sort(byRank).splice(mostKept);
  }
  return kept.sort(byRank).slice(0, mostKept);
}

function matchOf({ file, symbol, fit, known }: Fitted, near: FileRank, facts: SpanFacts): Match {
  const own = [near.language, fits.indexOf(fit), -known, ...symbolRank(symbol, facts)];
  return { file, symbol, fit, rank: [...own, ...near.distance, functionUnasked(symbol, facts)] };
}

/** Places that nothing tells apart come in the order of their files and lines. */
function byRank(a: Match, b: Match): number {
  for (const [at, value] of a.rank.entries()) {
    const difference = value - (b.rank[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.file !== b.file) return a.file.file < b.file.file ? -1 : 1;
  return (a.symbol.cell ?? 0) - (b.symbol.cell ?? 0) || a.symbol.line - b.symbol.line;
}
