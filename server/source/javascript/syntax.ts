/** Small readings of Lezer's JavaScript tree, TypeScript and JSX included (node names: @lezer/javascript 1.5). */
import type { Arguments } from '../readForm.ts';
import { anyName, joinNames, type NameParts } from '../symbols.ts';
import { childrenOf, type Node, textOf } from '../tree.ts';

/** `a.b.c` of a name or member access; an object that is no plain name reads as `?`. */
export function dottedName(node: Node, text: string): string | undefined {
  if (node.name === 'VariableName' || node.name === 'this') return textOf(node, text);
  if (node.name === 'ParenthesizedExpression' || node.name === 'NonNullExpression') return '?';
  if (node.name !== 'MemberExpression') return undefined;
  const [object] = childrenOf(node);
  const property = node.getChild('PropertyName');
  if (!object || !property) return undefined;
  return `${dottedName(object, text) ?? '?'}.${textOf(property, text)}`;
}

const punctuation: ReadonlySet<string> = new Set([
  '(',
  ')',
  ',',
  'LineComment',
  'BlockComment',
  '⚠',
  'TypeArgList',
]);

/** JavaScript has no keywords. What follows a spread has no known position. */
export function argumentsOf(call: Node): Arguments {
  const parts = childrenOf(call.getChild('ArgList') ?? call).filter(({ name }) => !punctuation.has(name));
  const spread = parts.findIndex(({ name }) => name === 'Spread');
  const positional = call.getChild('ArgList') ? parts.slice(0, spread < 0 ? undefined : spread) : [];
  return { positional, keywords: new Map() };
}

export interface Property {
  readonly key: string;
  /** Absent for methods and shorthands. */
  readonly value?: Node;
  readonly node: Node;
}

export function propertiesOf(object: Node, text: string): readonly Property[] {
  return object.getChildren('Property').flatMap((node) => {
    const parts = childrenOf(node);
    const name = parts.find((part) => part.name === 'PropertyDefinition' || part.name === 'String');
    if (!name) return [];
    const at = parts.findIndex((part) => part.name === ':');
    const value = at < 0 ? undefined : parts[at + 1];
    const key = name.name === 'String' ? textParts(name, text).join() : textOf(name, text);
    return [{ key, node, ...(value && { value }) }];
  });
}

/** What is known of a text expression; `constant` knows names that stand for one text. */
export function textParts(
  node: Node,
  text: string,
  constant: (name: string) => string | undefined = () => undefined,
): NameParts {
  const inner = (child: Node): NameParts => textParts(child, text, constant);
  switch (node.name) {
    case 'String':
      return [unescaped(textOf(node, text).replace(/^["']|["']$/g, ''))];
    case 'TemplateString':
      return templateParts(node, text);
    case 'ParenthesizedExpression':
      return childrenOf(node)[1] ? inner(childrenOf(node)[1] as Node) : anyName;
    case 'BinaryExpression': {
      const [left, operator, right] = childrenOf(node);
      const isSum = operator && textOf(operator, text) === '+';
      return left && right && isSum ? joinNames(inner(left), inner(right)) : anyName;
    }
    case 'VariableName':
    case 'MemberExpression': {
      const path = dottedName(node, text);
      const value = path === undefined ? undefined : constant(path);
      return value === undefined ? anyName : [value];
    }
    default:
      return anyName;
  }
}

function templateParts(node: Node, text: string): NameParts {
  const parts: string[] = [];
  let from = node.from + 1;
  for (const hole of node.getChildren('Interpolation')) {
    parts.push(unescaped(text.slice(from, hole.from)));
    from = hole.to;
  }
  const closed = node.to > from && text[node.to - 1] === '`';
  parts.push(unescaped(text.slice(from, closed ? node.to - 1 : node.to)));
  return parts;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Escapes of JavaScript, which JSON's and those of YAML's double quotes are among. */
export function unescaped(text: string): string {
  return text.replace(
    /\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g,
    (_, ...found) => {
      const [long, four, two, one] = found as readonly (string | undefined)[];
      const hex = long ?? four ?? two;
      if (hex === undefined) return escapes[one ?? ''] ?? one ?? '';
      const code = Number.parseInt(hex, 16);
      return code <= 0x10_ffff ? String.fromCodePoint(code) : '';
    },
  );
}

/** The names of a function's parameters, those taken out of an object included. */
export function parametersOf(definition: Node, text: string): readonly string[] {
  const list = definition.getChild('ParamList');
  const found: string[] = [];
  list?.cursor().iterate((ref) => {
    if (ref.name === 'VariableDefinition') found.push(textOf(ref.node, text));
    return ref.name !== 'ArrowFunction' && ref.name !== 'FunctionExpression';
  });
  return found;
}
