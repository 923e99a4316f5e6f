import { parser } from '@lezer/python';
import { closeBrackets } from './closeBrackets.ts';
import { type Node, positions, textOf } from './tree.ts';

/** Lines from 1, both included. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The functions of a dotted name (`Agent.run`), with their decorators; where none has a name without dots, the methods and inner
 * functions of that name: before 3.11 Python's code knows no more of its name. Syntax errors are skipped over.
 */
export function functionsNamed(text: string, name: string): readonly LineRange[] {
  const bare = name.split('.').at(-1) ?? name;
  const closed = closeBrackets(text);
  const rangeOf = ranges(closed);
  const found: { readonly range: LineRange; readonly isWhole: boolean }[] = [];
  parser.parse(closed).iterate({
    enter: ({ name: kind, node }) => {
      if (kind !== 'FunctionDefinition' || nameOf(node, closed) !== bare) return;
      const range = rangeOf(node.parent?.name === 'DecoratedStatement' ? node.parent : node);
      found.push({ range, isWhole: dottedName(node, closed) === name });
    },
  });
  const whole = found.filter(({ isWhole }) => isWhole);
  return (whole.length > 0 || bare !== name ? whole : found).map(({ range }) => range);
}

/** The outermost statement that begins on the line. */
export function statementOn(text: string, line: number): LineRange | undefined {
  const closed = closeBrackets(text);
  const rangeOf = ranges(closed);
  let found: LineRange | undefined;
  parser.parse(closed).iterate({
    enter: ({ name, node }) => {
      if (found || !/(Statement|Definition)$/.test(name)) return found === undefined;
      const range = rangeOf(node);
      if (range.first === line) found = range;
      return found === undefined && range.first <= line && range.last >= line;
    },
  });
  return found;
}

function ranges(text: string): (node: Node) => LineRange {
  const positionOf = positions(text);
  return ({ from, to }) => {
    // A body reaches to the next statement.
    const end = from + text.slice(from, to).trimEnd().length;
    return { first: positionOf(from).line, last: positionOf(Math.max(from, end - 1)).line };
  };
}

function dottedName(node: Node, text: string): string {
  const names: string[] = [];
  for (let at: Node | null = node; at; at = at.parent) {
    if (at.name === 'FunctionDefinition' || at.name === 'ClassDefinition') names.unshift(nameOf(at, text));
  }
  return names.join('.');
}

function nameOf(node: Node, text: string): string {
  const name = node.getChild('VariableName');
  return name ? textOf(name, text) : '?';
}
