import { parser } from '@lezer/python';
import type { Callee, Parameter, ParameterKind } from '../../protocol/messages/debugging.ts';
import { childrenOf, type Node, textOf } from './tree.ts';

/** A function of a Python text, as one who calls it or stops in it needs it. */
export interface CalledFunction {
  /** Line of the first statement that runs, from 1. */
  readonly line: number;
  readonly callee: Callee;
}

/** `line`: of the `def` or of a decorator, from 1. `name`: bare; absent: any. */
export interface WantedFunction {
  readonly line: number;
  readonly name?: string;
}

/** The function that begins on the line. Pure; syntax errors are skipped over. */
export function functionOnLine(text: string, { line, name }: WantedFunction): CalledFunction | undefined {
  const [start, end] = [startOfLine(text, line), startOfLine(text, line + 1)];
  const found = functionsIn(text, name).find((node) => wholeOf(node).from < end && node.from >= start);
  return found && calledFunction(found, text);
}

/** The function of that name whose `def` is nearest to the line: for a text that was edited since. */
export function nearestFunction(
  text: string,
  { line, name }: Required<WantedFunction>,
): CalledFunction | undefined {
  const start = startOfLine(text, line);
  const distance = (node: Node): number => Math.abs(node.from - start);
  const [nearest] = functionsIn(text, name).toSorted((a, b) => distance(a) - distance(b));
  return nearest && calledFunction(nearest, text);
}

function functionsIn(text: string, name: string | undefined): readonly Node[] {
  const found: Node[] = [];
  parser.parse(text).iterate({
    enter: (ref) => {
      if (ref.name !== 'FunctionDefinition') return;
      if (name === undefined || nameOf(ref.node, text) === name) found.push(ref.node);
    },
  });
  return found;
}

/** With its decorators. */
function wholeOf(node: Node): Node {
  return node.parent?.name === 'DecoratedStatement' ? node.parent : node;
}

function calledFunction(node: Node, text: string): CalledFunction | undefined {
  const body = node.getChild('Body');
  if (!body) return undefined;
  const scopes = [nameOf(node, text)];
  for (let at = node.parent; at && at.name !== 'FunctionDefinition'; at = at.parent) {
    if (at.name === 'ClassDefinition') scopes.unshift(nameOf(at, text));
  }
  return {
    line: lineOf(text, firstStatement(body).from),
    callee: {
      name: scopes.join('.'),
      parameters: parametersOf(node.getChild('ParamList'), text),
      isAsync: node.firstChild?.name === 'async',
    },
  };
}

/** The first that runs: a debugger never stops on a docstring. */
function firstStatement(body: Node): Node {
  const [first, second] = childrenOf(body).filter(({ name }) => name !== ':' && name !== 'Comment');
  const isText = first?.name === 'ExpressionStatement' && /String$/.test(first.firstChild?.name ?? '');
  return (isText ? second : first) ?? first ?? body;
}

function nameOf(node: Node, text: string): string {
  const name = node.getChild('VariableName');
  return name ? textOf(name, text) : '?';
}

function parametersOf(list: Node | null, text: string): readonly Parameter[] {
  let parameters: readonly Parameter[] = [];
  let after: ParameterKind = 'plain';
  let [star, named, end] = ['', false, list?.from ?? 0];
  for (const part of list ? childrenOf(list) : []) {
    if (part.name === ',' || part.name === ')') {
      // The parser has no node for the slash.
      const isSlash = !named && text.slice(end, part.from).includes('/');
      if (isSlash) parameters = parameters.map((one) => ({ ...one, kind: 'positional' }));
      if (star === '*') after = 'keyword';
      [star, named] = ['', false];
    } else if (part.name === '*' || part.name === '**') star = part.name;
    else if (part.name === 'VariableName' && !named) {
      const kind = star === '' ? after : star === '*' ? 'star' : 'doubleStar';
      parameters = [...parameters, { name: textOf(part, text), kind }];
      // What follows up to the comma is its type or its default.
      named = true;
    }
    end = part.to;
  }
  return parameters;
}

/** Offset; that of the end behind the last line. */
function startOfLine(text: string, line: number): number {
  let at = 0;
  for (let left = line - 1; left > 0; left -= 1) {
    const end = text.indexOf('\n', at);
    if (end < 0) return text.length;
    at = end + 1;
  }
  return at;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
