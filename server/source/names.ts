import { literalName } from './symbols.ts';
import { childrenOf, dottedName, type Node, nameParts, type Tree, textOf } from './syntax.ts';

/** What the names of a file (of all cells of a notebook) stand for. Scopes are not told apart. */
export interface Names {
  /** The dotted path with its first name resolved by imports and plain assignments (`t` → `mlflow.trace`). */
  path(dotted: string): string;
  /** The text of a name that is only ever assigned one string. */
  constant(name: string): string | undefined;
}

interface Collected {
  readonly paths: Map<string, string>;
  readonly starred: Set<string>;
  readonly constants: Map<string, string | undefined>;
}

export interface ParsedText {
  readonly tree: Tree;
  readonly text: string;
}

export function namesOf(sources: readonly ParsedText[]): Names {
  const found: Collected = { paths: new Map(), starred: new Set(), constants: new Map() };
  for (const { tree, text } of sources) {
    tree.iterate({
      enter: (ref) => {
        if (ref.name === 'ImportStatement') readImport(ref.node, text, found);
        if (ref.name === 'AssignStatement') readAssignment(ref.node, text, found);
      },
    });
  }
  return {
    path(dotted) {
      const [first = '', ...rest] = dotted.split('.');
      const target = found.paths.get(first);
      if (target !== undefined) return [target, ...rest].join('.');
      const [star] = found.starred;
      return rest.length === 0 && star !== undefined ? `${star}.${first}` : dotted;
    },
    constant: (name) => found.constants.get(name),
  };
}

function readImport(node: Node, text: string, { paths, starred }: Collected): void {
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
  const path = value.name === 'MemberExpression' ? dottedName(value, text) : undefined;
  if (path !== undefined && !paths.has(name)) {
    const [first = '', ...rest] = path.split('.');
    paths.set(name, [paths.get(first) ?? first, ...rest].join('.'));
  }
}
