import type { Names } from '../names.ts';
import { dottedName } from '../syntax.ts';
import type { ParsedText } from '../tree.ts';
import { childrenOf, type Node, textOf } from '../tree.ts';
import { type Argument, listedArguments } from './arguments.ts';

/** What the user's line called to give work to a thread: by `start` a `Thread(target=…)` is run. */
export const submitWays = ['submit', 'map', 'run_in_executor', 'start'] as const;
export type SubmitWay = (typeof submitWays)[number];

/** A call that gives work to a thread. Offsets are UTF-16 units of the text. */
export interface SubmitCall {
  readonly way: SubmitWay;
  /** `Thread(…)` for `start`. */
  readonly node: Node;
  /** `pool.submit`, `Thread`: what a person looks for. */
  readonly callee: Node;
  readonly arguments: readonly Argument[];
  /** The function that the thread runs, where the call names one. */
  readonly work?: Node;
  /** The work is run in a context that was copied: nothing is to be changed. */
  readonly keepsContext: boolean;
}

/** Every such call in the text's order. Pure; never throws. */
export function submitCallsIn({ tree, text }: ParsedText, names: Names): readonly SubmitCall[] {
  const calls: SubmitCall[] = [];
  tree.iterate({
    enter: ({ name, node }) => {
      const call = name === 'CallExpression' ? submitCall(node, text, names) : undefined;
      if (call) calls.push(call);
    },
  });
  return calls;
}

function submitCall(node: Node, text: string, names: Names): SubmitCall | undefined {
  const [callee] = childrenOf(node);
  const list = node.getChild('ArgList');
  const way = callee && list ? wayOf(callee, text, names) : undefined;
  if (!callee || !list || !way) return undefined;
  const given = listedArguments(list, text);
  const work = workOf(way, given);
  return {
    way,
    node,
    callee,
    arguments: given,
    ...(work && { work }),
    keepsContext: work !== undefined && runsInContext(work, text),
  };
}

function wayOf(callee: Node, text: string, names: Names): SubmitWay | undefined {
  const path = dottedName(callee, text);
  if (path !== undefined && names.path(path) === 'threading.Thread') return 'start';
  if (callee.name !== 'MemberExpression') return undefined;
  const property = callee.getChild('PropertyName');
  const method = property && textOf(property, text);
  return method === 'start' ? undefined : submitWays.find((way) => way === method);
}

function workOf(way: SubmitWay, given: readonly Argument[]): Node | undefined {
  const position = way === 'run_in_executor' || way === 'start' ? 1 : 0;
  const named = given.find(({ keyword }) => way === 'start' && keyword === 'target');
  const before = given.slice(0, position + 1);
  const isPlain = before.every(({ star, keyword }) => star === undefined && keyword === undefined);
  return named?.value ?? (isPlain ? before[position]?.value : undefined);
}

/** `copy_context().run`, `Context.run`, or the `run` of a name that was given a copy. */
function runsInContext(work: Node, text: string): boolean {
  const words = textOf(work, text);
  if (/\bcopy_context\b|\bContext\s*\.\s*run\b/.test(words)) return true;
  const holder = /^(\w+)\s*\.\s*run$/.exec(words)?.[1];
  return holder !== undefined && new RegExp(`\\b${holder}\\b[^\\n=]*=[^\\n]*\\bcopy_context\\(`).test(text);
}
