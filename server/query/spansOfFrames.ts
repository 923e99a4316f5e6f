import type { StackFrame, StoppedThread } from '../../protocol/messages/debugging.ts';
import type { RawSpan } from '../decode/rawSpan.ts';

/** A span on a stack: it encloses the frames from 0 to `to`. */
interface Placed {
  readonly span: RawSpan;
  readonly to: number;
}

/**
 * For each frame of a stopped thread (innermost first) the innermost of the process's running spans that encloses it.
 *
 * A span encloses the frame of its function and all that this calls. Recursion and tasks that run the same function
 * make more than one span fit a frame: of the lines of parents the one is taken that reaches deepest into the stack,
 * then the one of which most is on the stack, then the one whose span began last.
 */
export function spansOfFrames(
  { frames, threadName }: Pick<StoppedThread, 'frames' | 'threadName'>,
  running: readonly RawSpan[],
): readonly (RawSpan | undefined)[] {
  const stack = frames.map(comparable);
  const here = running.filter((span) => mayBeThread(span, threadName));
  const byId = new Map(here.map((span) => [span.spanId, span]));
  const lines = here
    .filter((span) => placeOf(span, stack, { from: stack.length - 1, used: new Set() }) !== undefined)
    .map((span) => placeLine(lineOfParents(span, byId), stack))
    .filter((line) => line.length > 0);
  const best = lines.toSorted(compareLines)[0] ?? [];
  return frames.map((_, index) => best.findLast(({ to }) => to >= index)?.span);
}

/** Pool threads run the same function at the same time; only their names tell them apart. */
function mayBeThread({ thread }: RawSpan, name: string | undefined): boolean {
  return name === undefined || thread?.name === undefined || thread.name === name;
}

/** From the root to the span. */
function lineOfParents(span: RawSpan, byId: ReadonlyMap<string, RawSpan>): readonly RawSpan[] {
  const line = new Set<RawSpan>();
  for (let at: RawSpan | undefined = span; at !== undefined && !line.has(at); ) {
    line.add(at);
    at = byId.get(at.parentId ?? '');
  }
  return [...line].reverse();
}

/** Parents first, each child within what its parent encloses. Empty: the last span is not on this stack. */
function placeLine(line: readonly RawSpan[], stack: readonly StackFrame[]): readonly Placed[] {
  const placed: Placed[] = [];
  const used = new Set<string>();
  let from = stack.length - 1;
  for (const span of line) {
    const place = placeOf(span, stack, { from, used });
    if (place !== undefined) {
      used.add(place.key);
      from = place.to;
      placed.push({ span, to: place.to });
    } else if (span === line.at(-1)) return [];
  }
  return placed;
}

interface Place {
  readonly to: number;
  /** Frame and line: another span of this line has a frame further in, unless there is none (stacked decorators). */
  readonly key: string;
}

/** The outermost place within frames 0 … `from`, one that is not used before one that is. */
function placeOf(
  { location, callSite }: RawSpan,
  stack: readonly StackFrame[],
  { from, used }: { readonly from: number; readonly used: ReadonlySet<string> },
): Place | undefined {
  if (location === undefined) return undefined;
  const file = plainPath(location.file);
  const name = bareName(location.function ?? moduleName);
  const isEntered = callSite?.line === location.line && plainPath(callSite.file) === file;
  let second: Place | undefined;
  for (let index = from; index >= 0; index -= 1) {
    const frame = stack[index];
    if (frame === undefined || frame.line < location.line) continue;
    // Debuggers of notebooks name a cell as its editor does.
    if (frame.file !== file && frame.file !== location.cellId) continue;
    if (frame.function !== name) continue;
    // A call on this very line is in the frames further in, unless the debugger hides them.
    const inside = isEntered && frame.line === location.line && index > 0;
    const place = { to: inside ? index - 1 : index, key: `${index}:${location.line}` };
    if (!used.has(place.key)) return place;
    second ??= place;
  }
  return second;
}

/** Deepest first, then most on the stack, then the latest start. */
function compareLines(a: readonly Placed[], b: readonly Placed[]): number {
  const [lastA, lastB] = [a.at(-1), b.at(-1)];
  if (lastA === undefined || lastB === undefined) return b.length - a.length;
  return lastA.to - lastB.to || b.length - a.length || compareStarts(lastB.span, lastA.span);
}

function compareStarts(a: RawSpan, b: RawSpan): number {
  return Number(BigInt(a.startNs) - BigInt(b.startNs));
}

const moduleName = '<module>';

function comparable({ file, line, function: name }: StackFrame): StackFrame {
  return { file: plainPath(file), line, function: bareName(name) };
}

/** The last part of a dotted name; one name for code outside of functions. */
function bareName(name: string): string {
  const bare = name.split('.').at(-1) ?? name;
  return bare === '<anonymous>' || bare.startsWith('<cell line') ? moduleName : bare;
}

/** Windows writes one path in several ways. */
export function plainPath(path: string): string {
  return /^[a-z]:[\\/]/i.test(path) ? path.replaceAll('\\', '/').toLowerCase() : path;
}
