import type { Names } from '../names.ts';
import { dottedName } from '../syntax.ts';
import type { ParsedText } from '../tree.ts';
import { childrenOf, type Node, textOf } from '../tree.ts';
import { functionAround } from './around.ts';
import type { SubmitCall } from './submitCalls.ts';

/** The calls of `opentelemetry.context.attach` in the functions that a call gives to a thread. */
export function attachCallsOf({ work }: SubmitCall, source: ParsedText, names: Names): readonly Node[] {
  if (!work) return [];
  const { tree, text } = source;
  const words = new Set(textOf(work, text).match(/\w+/g));
  const found: Node[] = [];
  tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'CallExpression' && isAttach(node, text, names) && runsIn(node, words, text))
        found.push(node);
    },
  });
  return found;
}

function isAttach(call: Node, text: string, names: Names): boolean {
  const [callee] = childrenOf(call);
  const path = callee && dottedName(callee, text);
  return path !== undefined && names.path(path) === 'opentelemetry.context.attach';
}

/** Within a function that the words name, at any depth. */
function runsIn(node: Node, words: ReadonlySet<string>, text: string): boolean {
  for (let around = functionAround(node); around; around = functionAround(around)) {
    const own = around.getChild('VariableName');
    if (own && words.has(textOf(own, text))) return true;
  }
  return false;
}
