import type { Names } from './names.ts';
import { literalName, type NamedAddress } from './symbols.ts';
import { argumentsOf, dottedName, nameParts } from './syntax.ts';
import { childrenOf, type Node, type Tree, textOf } from './tree.ts';

/** Cheap: false only where the text names none. */
export function mayNameAddress(text: string): boolean {
  return /tracking_uri|MlflowClient/i.test(text) && /localhost|127\.0\.0\.1|\[::1\]/i.test(text);
}

const variable = 'MLFLOW_TRACKING_URI';

/**
 * The addresses that a program will send to whatever its environment says: given to `set_tracking_uri`, to a client or
 * as `tracking_uri=`, or put into its environment. A default behind `MLFLOW_TRACKING_URI` is none, as that is set.
 */
export function addressesIn(tree: Tree, text: string, names: Names): readonly NamedAddress[] {
  const found: NamedAddress[] = [];
  const add = (value: Node | undefined): void => {
    const address = value && addressOf(uriOf(value, { text, names }));
    if (address) found.push({ ...address, line: lineAt(text, value.from) });
  };
  tree.iterate({
    enter: ({ name, node }) => {
      if (name === 'CallExpression') for (const value of namedByCall(node, { text, names })) add(value);
      if (name === 'AssignStatement') add(namedByAssignment(node, text));
      if (name === 'DictionaryExpression') for (const value of namedByEntry(node, text)) add(value);
    },
  });
  return found;
}

/** The same of a `.env` file, and of `%env` lines in a notebook's cell. */
export function addressesInVariables(text: string): readonly NamedAddress[] {
  const pattern =
    /^[ \t]*(?:export[ \t]+|%env[ \t]+)?MLFLOW_TRACKING_URI[ \t]*[= \t][ \t]*(["']?)([^\s"'#]+)\1/gm;
  return [...text.matchAll(pattern)].flatMap((match) => {
    const address = addressOf(match[2]);
    return address ? [{ ...address, line: lineAt(text, match.index) }] : [];
  });
}

/** `undefined` for another machine, for TLS, for a server below a path, and for ports that are the system's. */
function addressOf(uri: string | undefined): Pick<NamedAddress, 'host' | 'port'> | undefined {
  const match = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\]):(\d{4,5})\/?$/i.exec(uri?.trim() ?? '');
  const [, host = '', digits] = match ?? [];
  const port = Number(digits);
  return match && port >= 1024 && port <= 65_535 ? { host: host.toLowerCase(), port } : undefined;
}

interface Reader {
  readonly text: string;
  readonly names: Names;
}

/** Each with the position of its argument; a method's class goes by its last name. */
const setters: Readonly<Record<string, number>> = { set_tracking_uri: 0, MlflowClient: 0 };
const variableSetters: ReadonlySet<string> = new Set(['setenv', 'putenv']);

function namedByCall(node: Node, { text, names }: Reader): readonly Node[] {
  const [callee] = childrenOf(node);
  const path = callee && dottedName(callee, text);
  const { positional, keywords } = argumentsOf(node.getChild('ArgList'), text);
  const byKeyword = [keywords.get('tracking_uri'), keywords.get(variable)];
  const last = path === undefined ? '' : (names.path(path).split('.').at(-1) ?? '');
  const position = Object.hasOwn(setters, last) ? setters[last] : undefined;
  const byPosition = position === undefined ? [] : [positional[position], keywords.get('uri')];
  const [key, value] = positional;
  const byName = variableSetters.has(last) && key && isVariable(key, text) ? [value] : [];
  return [...byKeyword, ...byPosition, ...byName].filter((one) => one !== undefined);
}

/** `os.environ["MLFLOW_TRACKING_URI"] = …` */
function namedByAssignment(node: Node, text: string): Node | undefined {
  const [target, operator, value] = childrenOf(node);
  if (target?.name !== 'MemberExpression' || !operator || textOf(operator, text) !== '=') return undefined;
  const key = target.getChild('String');
  return key && isVariable(key, text) ? value : undefined;
}

/** `{"MLFLOW_TRACKING_URI": …}`, for `os.environ.update` or another program's environment. */
function namedByEntry(node: Node, text: string): readonly Node[] {
  const parts = childrenOf(node);
  return parts.flatMap((part, index) => {
    const value = parts[index + 2];
    const isKey = part.name === 'String' && parts[index + 1]?.name === ':' && isVariable(part, text);
    return isKey && value ? [value] : [];
  });
}

function isVariable(node: Node, text: string): boolean {
  return literalName(nameParts(node, text)) === variable;
}

/** A string, a name that stands for one, or the default behind another variable. */
function uriOf(node: Node, reader: Reader): string | undefined {
  const { text, names } = reader;
  if (node.name === 'CallExpression') return defaultOf(node, reader);
  if (node.name === 'BinaryExpression') {
    const [left, operator, right] = childrenOf(node);
    if (left && right && operator && textOf(operator, text) === 'or') {
      return textOf(left, text).includes(variable) ? undefined : uriOf(right, reader);
    }
  }
  return literalName(nameParts(node, text, names.constant));
}

/** `os.getenv("OTHER", "http://…")` */
function defaultOf(node: Node, { text, names }: Reader): string | undefined {
  const [callee] = childrenOf(node);
  const path = callee === undefined ? undefined : dottedName(callee, text);
  if (path === undefined || !/(^|\.)(getenv|environ\.get)$/.test(names.path(path))) return undefined;
  const { positional, keywords } = argumentsOf(node.getChild('ArgList'), text);
  const [key] = positional;
  const value = positional[1] ?? keywords.get('default');
  if (!key || !value || isVariable(key, text)) return undefined;
  return literalName(nameParts(value, text, names.constant));
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
