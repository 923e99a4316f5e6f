import { dottedName } from '../syntax.ts';
import type { ParsedText } from '../tree.ts';
import { type Node, textOf } from '../tree.ts';
import { functionAround, withBlocksAround } from './around.ts';
import type { SubmitCall } from './submitCalls.ts';

export interface StartedIn {
  readonly source: ParsedText;
  readonly lineOf: (offset: number) => number;
  /** Where the function around begins. */
  readonly within: number | undefined;
}

/**
 * The `Thread(…)` that a line starts: made in the same expression, given to the name that is started, or the nearest before
 * it. Only where the context at its making is that of the start: no `with` begins in between.
 */
export function startedThread(
  line: number,
  calls: readonly SubmitCall[],
  { source, lineOf, within }: StartedIn,
): SubmitCall | undefined {
  const { text } = source;
  const started = startedObjects(source).find(
    (object) => lineOf(object.to) === line && functionAround(object)?.from === within,
  );
  if (!started) return undefined;
  const made = calls.filter(({ way, node }) => way === 'start' && node.from <= started.from);
  const inside = made.find(({ node }) => node.from === started.from && node.to === started.to);
  const name = dottedName(started, text);
  const named = made.filter(({ node }) => assignedName(node, text) === name);
  // In a list, say: of several, those that are mended are not asked for any more.
  const nameless = made.filter(
    ({ node, keepsContext }) =>
      !keepsContext && assignedName(node, text) === undefined && !isStarted(node, text),
  );
  const last = nameless.at(-1)?.node.parent;
  const call = inside ?? named.at(-1) ?? nameless.find(({ node }) => node.parent?.from === last?.from);
  if (!call) return undefined;
  const around = withBlocksAround(call.node);
  return withBlocksAround(started).every((block) => around.includes(block)) ? call : undefined;
}

/** `t` of every `t.start()`. */
function startedObjects({ tree, text }: ParsedText): readonly Node[] {
  const objects: Node[] = [];
  tree.iterate({
    enter: ({ name, node }) => {
      const callee = name === 'CallExpression' ? node.firstChild : null;
      const property = callee?.getChild('PropertyName');
      const object = callee?.firstChild;
      if (object && property && textOf(property, text) === 'start') objects.push(object);
    },
  });
  return objects;
}

/** `Thread(…).start()` belongs to its own line. */
function isStarted(call: Node, text: string): boolean {
  const property = call.parent?.name === 'MemberExpression' ? call.parent.getChild('PropertyName') : null;
  return property !== null && textOf(property, text) === 'start';
}

/** `t` of `t = Thread(…)`. */
function assignedName(call: Node, text: string): string | undefined {
  const target = call.parent?.name === 'AssignStatement' ? call.parent.firstChild : null;
  return target ? dottedName(target, text) : undefined;
}
