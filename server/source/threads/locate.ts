import type { Names } from '../names.ts';
import type { ParsedText } from '../tree.ts';
import { type Node, positions, textOf } from '../tree.ts';
import { functionAround } from './around.ts';
import { startedThread } from './startedThread.ts';
import { type SubmitCall, type SubmitWay, submitCallsIn } from './submitCalls.ts';

/** Where a program gave work to a thread, in the words of the text that ran. Lines count from 1. */
export interface SubmitPlace {
  readonly line: number;
  /** Bare name of the function around it, and the line of its first decorator or `def`; absent at the top of a file. */
  readonly function?: string;
  readonly functionLine?: number;
  /** What the line called. */
  readonly way: SubmitWay;
}

/**
 * The call of a place in today's text, one that still lets the context go; `undefined` where it is gone, changed beyond
 * recognition, or right by now. `knownText`: the call when it was last found, looked for first, wherever in its function it
 * has gone. Pure.
 */
export function locateCall(
  place: SubmitPlace,
  source: ParsedText,
  names: Names,
  knownText?: string,
): SubmitCall | undefined {
  const scope = scopeOf(place, source);
  if (scope === undefined) return undefined;
  const { text } = source;
  const lineOf = lineCounter(text);
  const line = place.line + (scope === 'file' ? 0 : lineOf(beginningOf(scope)) - (place.functionLine ?? 0));
  const within = scope === 'file' ? undefined : scope.from;
  const calls = submitCallsIn(source, names).filter(({ node }) => functionAround(node)?.from === within);
  const distance = ({ node }: SubmitCall): number =>
    Math.max(0, lineOf(node.from) - line, line - lineOf(node.to));
  const [known] = calls
    .filter((call) => call.way === place.way && textOf(call.node, text) === knownText)
    .toSorted((a, b) => distance(a) - distance(b));
  const found =
    known ??
    (place.way === 'start'
      ? startedThread(line, calls, { source, lineOf, within })
      : bestOf(
          calls.filter((call) => distance(call) === 0 && call.way !== 'start'),
          place.way,
        ));
  return found?.keepsContext === false ? found : undefined;
}

/** Of several around a line: what it called, and of these the innermost (`pool.submit(f, pool.submit(g))`). */
function bestOf(calls: readonly SubmitCall[], way: SubmitWay): SubmitCall | undefined {
  const other = (call: SubmitCall): number => Number(call.way !== way);
  const length = ({ node }: SubmitCall): number => node.to - node.from;
  return calls.toSorted((a, b) => other(a) - other(b) || length(a) - length(b))[0];
}

/** The function of that name whose beginning is nearest to where it was. */
function scopeOf(place: SubmitPlace, { tree, text }: ParsedText): Node | 'file' | undefined {
  if (place.function === undefined) return 'file';
  const lineOf = lineCounter(text);
  const found: Node[] = [];
  tree.iterate({
    enter: ({ name, node }) => {
      const own = name === 'FunctionDefinition' ? node.getChild('VariableName') : null;
      if (own && textOf(own, text) === place.function) found.push(node);
    },
  });
  const moved = (node: Node): number =>
    Math.abs(lineOf(beginningOf(node)) - (place.functionLine ?? place.line));
  return found.toSorted((a, b) => moved(a) - moved(b))[0];
}

/** Python counts a function from its first decorator. */
function beginningOf(definition: Node): number {
  return definition.parent?.name === 'DecoratedStatement' ? definition.parent.from : definition.from;
}

function lineCounter(text: string): (offset: number) => number {
  const positionOf = positions(text);
  return (offset) => positionOf(offset).line;
}
