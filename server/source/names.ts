import { toldOf } from './symbolMemory.ts';
import { literalName } from './symbols.ts';
import { dottedName, nameParts } from './syntax.ts';
import { childrenOf, type Node, type ParsedText, textOf } from './tree.ts';

/** What the names of a file (of all cells of a notebook) stand for. Scopes are not told apart. */
export interface Names {
  /** The dotted path with its first name resolved by imports and plain assignments (`t` → `mlflow.trace`). */
  path(dotted: string): string;
  /** The text of a name that is only ever assigned one string. */
  constant(name: string): string | undefined;
  /** A method of an object, for all that is known: neither imported by this name nor defined here. */
  isMethod(dotted: string): boolean;
  isFunction(name: string): boolean;
  isImported(name: string): boolean;
  /** All that is known of them, as a text. */
  told(): string;
}

interface Collected {
  readonly paths: Map<string, string>;
  readonly starred: Set<string>;
  readonly constants: Map<string, string | undefined>;
  readonly functions: Set<string>;
  readonly imported: Set<string>;
}

/** What holds no import, assignment or definition: most of a text. */
const withoutStatements: ReadonlySet<string> = new Set([
  'ImportStatement',
  'AssignStatement',
  'ExpressionStatement',
  'ReturnStatement',
  'Decorator',
  'ParamList',
]);

export function namesOf(sources: readonly ParsedText[]): Names {
  const found: Collected = {
    paths: new Map(),
    starred: new Set(),
    constants: new Map(),
    functions: new Set(),
    imported: new Set(),
  };
  for (const { tree, text } of sources) {
    tree.iterate({
      enter: (ref) => {
        if (ref.name === 'ImportStatement') readImport(ref.node, text, found);
        if (ref.name === 'AssignStatement') readAssignment(ref.node, text, found);
        if (ref.name === 'FunctionDefinition') readDefinition(ref.node, text, found);
        return !withoutStatements.has(ref.name);
      },
    });
  }
  return {
    path(dotted) {
      const dot = dotted.indexOf('.');
      const first = dot < 0 ? dotted : dotted.slice(0, dot);
      const target = found.paths.get(first);
      if (target !== undefined) return dot < 0 ? target : `${target}${dotted.slice(dot)}`;
      const [star] = dot < 0 ? found.starred : [];
      return star === undefined ? dotted : `${star}.${first}`;
    },
    constant: (name) => found.constants.get(name),
    isMethod: (dotted) => dotted.includes('.') || (found.paths.has(dotted) && !found.imported.has(dotted)),
    isFunction: (name) => found.functions.has(name),
    isImported: (name) => found.imported.has(name),
    told: () => toldOf(Object.values(found)),
  };
}

function readDefinition(node: Node, text: string, { functions }: Collected): void {
  const name = node.getChild('VariableName');
  if (name) functions.add(textOf(name, text));
}

function readImport(node: Node, text: string, { paths, starred, imported }: Collected): void {
  const words = childrenOf(node)
    .map((child) => textOf(child, text))
    .filter((word) => word !== '(' && word !== ')');
  const at = words.indexOf('import');
  if (at < 0) return;
  const module = words[0] === 'from' ? words.slice(1, at).join('') : undefined;
  for (const item of splitAtCommas(words.slice(at + 1))) {
    const as = item.indexOf('as');
    const path = item.slice(0, as < 0 ? undefined : as).join('');
    const alias = as < 0 ? undefined : item[as + 1];
    if (module === undefined) {
      if (alias !== undefined) paths.set(alias, path);
    } else if (path === '*') {
      starred.add(module);
    } else {
      paths.set(alias ?? path, `${module}.${path}`);
      imported.add(alias ?? path);
    }
  }
}

function splitAtCommas(words: readonly string[]): readonly string[][] {
  const items: string[][] = [[]];
  for (const word of words) {
    if (word === ',') items.push([]);
    else items.at(-1)?.push(word);
  }
  return items.filter((item) => item.length > 0);
}

function readAssignment(node: Node, text: string, { paths, constants }: Collected): void {
  const [target, operator, value, ...more] = childrenOf(node);
  if (target?.name !== 'VariableName' || !value || more.length > 0) return;
  if (!operator || textOf(operator, text) !== '=') return;
  const name = textOf(target, text);
  const string = literalName(nameParts(value, text));
  constants.set(name, constants.has(name) && constants.get(name) !== string ? undefined : string);
  const path = aliased(value, text, paths);
  if (path !== undefined && !paths.has(name)) {
    const [first = '', ...rest] = path.split('.');
    paths.set(name, [paths.get(first) ?? first, ...rest].join('.'));
  }
}

/** `mlflow.trace`, also with some arguments given beforehand, or as the first choice of two. */
function aliased(value: Node, text: string, paths: ReadonlyMap<string, string>): string | undefined {
  const [first] = childrenOf(value);
  switch (value.name) {
    case 'MemberExpression':
      return dottedName(value, text);
    case 'ConditionalExpression':
      return first && aliased(first, text, paths);
    case 'CallExpression': {
      const callee = first && dottedName(first, text);
      if (callee === undefined || !/(?:^|\.)partial$/.test(paths.get(callee) ?? callee)) return undefined;
      const given = value.getChild('ArgList')?.firstChild?.nextSibling;
      return given ? dottedName(given, text) : undefined;
    }
    default:
      return undefined;
  }
}
