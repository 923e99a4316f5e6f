import type { Node } from '../tree.ts';

/** The function definition in which a node stands; lambdas are no functions of their own. */
export function functionAround(node: Node): Node | undefined {
  return nodesAround(node).find(({ name }) => name === 'FunctionDefinition');
}

/** Where each `with` begins that a node is in, within its function. */
export function withBlocksAround(node: Node): readonly number[] {
  const around = nodesAround(node);
  const end = around.findIndex(({ name }) => name === 'FunctionDefinition');
  return around
    .slice(0, end < 0 ? undefined : end)
    .filter(({ name }) => name === 'WithStatement')
    .map(({ from }) => from);
}

/** Innermost first. */
function nodesAround(node: Node): readonly Node[] {
  const around: Node[] = [];
  for (let parent = node.parent; parent; parent = parent.parent) around.push(parent);
  return around;
}
