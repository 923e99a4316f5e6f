import type { LineRange } from '../pythonBlocks.ts';
import { type Node, positions } from '../tree.ts';
import { closeBrackets } from './closeBrackets.ts';
import { parserOf } from './index.ts';
import { scopeKinds, scopeOf } from './symbols.ts';

/** A function, or a statement outside of functions, by whole lines. */
export interface Block {
  readonly range: LineRange;
  /** With the classes and functions around it: `Agent.run`. Absent outside of functions. */
  readonly name?: string;
}

/** What stands on a line: the innermost function that has a name, else the outermost statement. Errors are read past. */
export function blockAt(path: string, text: string, line: number): Block | undefined {
  const holds = ({ range: { first, last } }: Block): boolean => first <= line && line <= last;
  // The deeper, the later: `enter` goes from the outside in.
  return functionsIn(path, text).findLast(holds) ?? statementsIn(path, text).find(holds);
}

export function functionsNamed(path: string, text: string, name: string): readonly LineRange[] {
  return functionsIn(path, text).flatMap((block) => (block.name === name ? block.range : []));
}

/** The outermost statement that begins on the line. */
export function statementOn(path: string, text: string, line: number): LineRange | undefined {
  return statementsIn(path, text).find(({ range }) => range.first === line)?.range;
}

function functionsIn(path: string, source: string): readonly Block[] {
  const { text, tree, rangeOf } = parsed(path, source);
  const names: string[] = [];
  const found: Block[] = [];
  const scopeHere = (kind: string, node: Node) =>
    scopeKinds.has(kind) ? scopeOf(kind, node, text) : undefined;
  tree.iterate({
    enter: ({ name: kind, node }) => {
      const scope = scopeHere(kind, node);
      if (scope === undefined) return;
      names.push(scope.name);
      if (scope.from !== undefined) found.push({ range: rangeOf(wholeOf(node)), name: names.join('.') });
    },
    leave: ({ name: kind, node }) => {
      if (scopeHere(kind, node) !== undefined) names.pop();
    },
  });
  return found;
}

function statementsIn(path: string, source: string): readonly Block[] {
  const { tree, rangeOf } = parsed(path, source);
  const found: Block[] = [];
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (!/Comment$/.test(node.name)) found.push({ range: rangeOf(node) });
  }
  return found;
}

function parsed(path: string, source: string) {
  const text = closeBrackets(source);
  const positionOf = positions(text);
  const rangeOf = ({ from, to }: Node): LineRange => ({
    first: positionOf(from).line,
    last: positionOf(Math.max(from, to - 1)).line,
  });
  return { text, tree: parserOf(path).parse(text), rangeOf };
}

/** `const plan = async () => …` is a function from `const` on. */
function wholeOf(node: Node): Node {
  const { parent } = node;
  return parent && /^(?:VariableDeclaration|PropertyDeclaration|Property)$/.test(parent.name) ? parent : node;
}
