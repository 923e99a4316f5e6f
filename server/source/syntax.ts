/** Small readings of Lezer's Python tree (node names: @lezer/python 1.1). */
import { type Arguments, noArguments } from './readForm.ts';
import { anyName, joinNames, type NameParts, templateParts } from './symbols.ts';
import { childrenOf, type Node, textOf } from './tree.ts';

/** `a.b.c` of a name or member access; an object that is no plain name reads as `?` (`?.start_span`). */
export function dottedName(node: Node, text: string): string | undefined {
  if (node.name === 'VariableName') return textOf(node, text);
  if (node.name !== 'MemberExpression') return undefined;
  const [object] = childrenOf(node);
  const property = node.getChild('PropertyName');
  // `Agent[Context](…)`: a class with its type arguments.
  if (object && !property && /^[A-Z]/.test(textOf(object, text))) return dottedName(object, text);
  if (!object || !property) return undefined;
  return `${dottedName(object, text) ?? '?'}.${textOf(property, text)}`;
}

const punctuation: ReadonlySet<string> = new Set(['(', ')', ',', 'Comment', '⚠', 'AssignOp']);

/** Arguments behind `*` or `**` count for nothing. */
export function argumentsOf(argList: Node | null, text: string): Arguments {
  if (!argList) return noArguments;
  const positional: Node[] = [];
  const keywords = new Map<string, Node>();
  const parts = childrenOf(argList).filter(({ name }) => name !== 'Comment');
  parts.forEach((part, index) => {
    const before = parts[index - 1];
    if (punctuation.has(part.name) || part.name === '*' || part.name === '**') return;
    if (parts[index + 1]?.name === 'AssignOp' || before?.name === '*' || before?.name === '**') return;
    const keyword = before?.name === 'AssignOp' ? parts[index - 2] : undefined;
    if (keyword) keywords.set(textOf(keyword, text), part);
    else positional.push(part);
  });
  return { positional, keywords };
}

/** What is known of a text expression; `constant` knows names that stand for one string. */
export function nameParts(
  node: Node,
  text: string,
  constant: (name: string) => string | undefined = () => undefined,
): NameParts {
  const inner = (child: Node): NameParts => nameParts(child, text, constant);
  const known = (name: string | undefined): NameParts => {
    const value = name === undefined ? undefined : constant(name);
    return value === undefined ? anyName : [value];
  };
  switch (node.name) {
    case 'String':
      return stringParts(node, text);
    case 'FormatString':
      return formatParts(node, text);
    case 'ContinuedString':
      return childrenOf(node).filter(isString).map(inner).reduce(joinNames, ['']);
    case 'ParenthesizedExpression':
      return childrenOf(node)[1] ? inner(childrenOf(node)[1] as Node) : anyName;
    case 'NamedExpression':
      return node.lastChild ? inner(node.lastChild) : anyName;
    case 'BinaryExpression':
      return operationParts(node, text, inner);
    case 'CallExpression':
      return formattedParts(node, text, inner);
    case 'VariableName':
      return known(textOf(node, text));
    case 'MemberExpression':
      return known(constantOfClass(node, text));
    default:
      return anyName;
  }
}

/** `"a" + b`, `"a %s" % b` */
function operationParts(node: Node, text: string, inner: (node: Node) => NameParts): NameParts {
  const [left, operator, right] = childrenOf(node);
  if (!left || !operator || !right) return anyName;
  const sign = textOf(operator, text);
  if (sign === '+') return joinNames(inner(left), inner(right));
  return sign === '%'
    ? inner(left).flatMap((part) => part.split(/%(?:\(\w+\))?[-+ #0-9.]*[a-zA-Z]/))
    : anyName;
}

/** `"a {}".format(b)` */
function formattedParts(node: Node, text: string, inner: (node: Node) => NameParts): NameParts {
  const [callee] = childrenOf(node);
  if (callee?.name !== 'MemberExpression' || !dottedName(callee, text)?.endsWith('?.format')) return anyName;
  const [template] = childrenOf(callee);
  return template ? templateParts(inner(template)) : anyName;
}

/** `Names.SEARCH` and, of an enum, `Names.SEARCH.value`: an attribute of a class is known by its own name. */
function constantOfClass(node: Node, text: string): string | undefined {
  const path = dottedName(node, text)?.replace(/\.value$/, '');
  return path === undefined ? undefined : /(?:^|\.)[A-Z]\w*\.([A-Z][A-Z0-9_]*)$/.exec(path)?.[1];
}

function isString({ name }: Node): boolean {
  return name === 'String' || name === 'FormatString';
}

interface Quoted {
  readonly raw: boolean;
  readonly bytes: boolean;
  readonly from: number;
  readonly to: number;
}

/** Where the characters between the quotes are; a string that never ends runs to the node's end. */
function quotedRange(node: Node, text: string): Quoted | undefined {
  const match = /^([a-zA-Z]*)('''|"""|'|")/.exec(textOf(node, text));
  if (!match) return undefined;
  const [opening, prefix = '', quotes = ''] = match;
  const from = node.from + opening.length;
  const closed = node.to - quotes.length >= from && text.slice(node.from, node.to).endsWith(quotes);
  return {
    raw: /r/i.test(prefix),
    bytes: /b/i.test(prefix),
    from,
    to: closed ? node.to - quotes.length : node.to,
  };
}

function stringParts(node: Node, text: string): NameParts {
  const range = quotedRange(node, text);
  if (!range || range.bytes) return anyName;
  return [withoutEscapes(text.slice(range.from, range.to), range.raw)];
}

function formatParts(node: Node, text: string): NameParts {
  const range = quotedRange(node, text);
  if (!range) return anyName;
  const parts: string[] = [];
  let from = range.from;
  const add = (to: number): void => {
    parts.push(withoutEscapes(text.slice(from, to).replaceAll('{{', '{').replaceAll('}}', '}'), range.raw));
  };
  for (const hole of node.getChildren('FormatReplacement')) {
    add(hole.from);
    from = hole.to;
  }
  add(range.to);
  return parts;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** Python's escapes, apart from `\N{…}` and octal ones, which no span's name has. */
function withoutEscapes(text: string, raw: boolean): string {
  if (raw || !text.includes('\\')) return text;
  const pattern = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))/g;
  return text.replace(pattern, (whole, x?: string, u?: string, long?: string, one?: string) => {
    const hex = x ?? u ?? long;
    if (hex === undefined)
      return one === undefined ? whole : (escapes[one] ?? (/['"\\]/.test(one) ? one : whole));
    const code = Number.parseInt(hex, 16);
    return code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
  });
}

/** The names of a function's parameters, without `self` and `cls`; `*` where it takes any keyword. */
export function parametersOf(definition: Node, text: string): readonly string[] {
  const parts = childrenOf(definition.getChild('ParamList') ?? definition.node);
  if (!definition.getChild('ParamList')) return [];
  return parts.flatMap((part, index) => {
    const before = parts[index - 1]?.name;
    if (part.name === '**') return ['*'];
    if (part.name !== 'VariableName' || (before !== '(' && before !== ',')) return [];
    const name = textOf(part, text);
    return name === 'self' || name === 'cls' ? [] : [name];
  });
}
