import { plainPath } from '../../query/spansOfFrames.ts';
import type { RecentCall } from '../../store/recentCalls.ts';

/** A document's text, and since when it is as it is (milliseconds since the epoch; `Infinity`: it is not saved). */
export interface EditedText {
  readonly lines: readonly string[];
  readonly editedMs: number;
}

/** What a line said when a call came from it, by the call: it finds the line again when it has moved. */
export type SeenLines = Map<string, string>;

export interface CallSiteLine {
  /** From 0. */
  readonly line: number;
  /** The newest of each function, in the order of their starts. */
  readonly calls: readonly RecentCall[];
}

/**
 * The lines that called something, with the newest call of each function from each. The recorded line counts while the
 * text is as it was when the call began. Once it is edited, the line is where its text stands now, or the only one
 * that calls this function and is no other call's: a value at the wrong line is worse than none.
 */
export function callSiteLines(
  calls: readonly RecentCall[],
  text: EditedText,
  seen: SeenLines,
): readonly CallSiteLine[] {
  const byLine = new Map<number, RecentCall[]>();
  for (const call of newestOfEach(calls)) {
    const line = lineOf(call, text, seen);
    if (line === undefined) continue;
    const own = byLine.get(line);
    if (own === undefined) byLine.set(line, [call]);
    else if (!own.some((other) => calledName(other) === calledName(call))) own.push(call);
  }
  return [...byLine].map(([line, own]) => ({ line, calls: own.toSorted(byStart) }));
}

/** Bare name of the function that was called; else the span's. */
export function calledName({ functionName, location, name }: RecentCall): string {
  return functionName ?? location?.function?.split('.').at(-1) ?? name;
}

/** A `with` block is entered on its own line. */
export function isBlock({ callSite, location }: RecentCall): boolean {
  if (callSite === undefined || location === undefined) return false;
  return callSite.line === location.line && plainPath(callSite.file) === plainPath(location.file);
}

function newestOfEach(calls: readonly RecentCall[]): Iterable<RecentCall> {
  const newest = new Map<string, RecentCall>();
  for (const call of calls) {
    const key = `${call.callSite?.line} ${calledName(call)}`;
    if (call.callSite !== undefined && !isBlock(call) && !newest.has(key)) newest.set(key, call);
  }
  return newest.values();
}

function lineOf(call: RecentCall, { lines, editedMs }: EditedText, seen: SeenLines): number | undefined {
  const recorded = (call.callSite?.line ?? 0) - 1;
  const name = calledName(call);
  const id = `${call.traceId} ${call.spanId}`;
  const there = lines[recorded];
  if (Number(call.startNs / 1_000_000n) >= editedMs) {
    if (there === undefined || !mayCall(there, name)) return undefined;
    seen.set(id, there.trim());
    return recorded;
  }
  const known = seen.get(id);
  const moved = known === undefined ? undefined : onlyLine(lines, (line) => line.trim() === known);
  if (moved !== undefined) return moved;
  const others = new Set(seen.values());
  return onlyLine(lines, (line) => calls(line, name) && (known === undefined || !others.has(line.trim())));
}

function onlyLine(lines: readonly string[], fits: (line: string) => boolean): number | undefined {
  const first = lines.findIndex(fits);
  return first < 0 || lines.findLastIndex(fits) !== first ? undefined : first;
}

/** By its name, or by a variable that holds it (`tools[name](…)`). */
function mayCall(line: string, name: string): boolean {
  return line.includes('(') ? !/^\s*(#|\/\/|(async\s+)?def\s|class\s)/.test(line) : calls(line, name);
}

function calls(line: string, name: string): boolean {
  if (/^\s*(#|\/\/|@)/.test(line)) return false;
  const at = line.indexOf(name);
  if (at < 0) return false;
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<!(def|function)\\s+)(?<![\\p{L}\\p{N}_$])${word}\\s*\\(`, 'u').test(line);
}

function byStart(a: RecentCall, b: RecentCall): number {
  return a.startNs === b.startNs ? 0 : a.startNs < b.startNs ? -1 : 1;
}
