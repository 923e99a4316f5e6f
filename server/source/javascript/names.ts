import { toldOf } from '../symbolMemory.ts';
import { literalName } from '../symbols.ts';
import { childrenOf, type Node, type ParsedText, textOf } from '../tree.ts';
import { dottedName, propertiesOf, textParts } from './syntax.ts';

/** What the names of a file stand for. Scopes are not told apart. */
export interface JavaScriptNames {
  /** The dotted path with its first name resolved by imports (`t` → `ai.tool`). */
  path(dotted: string): string;
  /** The text of a constant, or of a constant's property (`Names.search`). */
  constant(path: string): string | undefined;
  isFunction(name: string): boolean;
  isImported(name: string): boolean;
  /** All that is known of them, as a text. */
  told(): string;
}

/** Written as a member of something; `startSpan` alone is a function of the file's own. */
export function isMethod(dotted: string): boolean {
  return dotted.includes('.');
}

interface Collected {
  readonly paths: Map<string, string>;
  readonly constants: Map<string, string | undefined>;
  readonly functions: Set<string>;
}

export function javaScriptNames({ tree, text }: ParsedText): JavaScriptNames {
  const found: Collected = { paths: new Map(), constants: new Map(), functions: new Set() };
  tree.iterate({
    // The node of a reference is made when it is asked for.
    enter: (ref) => {
      if (ref.name === 'ImportDeclaration') readImport(ref.node, text, found);
      if (ref.name === 'VariableDeclaration') readVariables(ref.node, text, found);
      if (ref.name === 'FunctionDeclaration') {
        const own = ref.node.getChild('VariableDefinition');
        if (own) found.functions.add(textOf(own, text));
      }
    },
  });
  return {
    path(dotted) {
      const [first = '', ...rest] = dotted.split('.');
      return [found.paths.get(first) ?? first, ...rest].join('.');
    },
    constant: (path) => found.constants.get(path),
    isFunction: (name) => found.functions.has(name),
    isImported: (name) => found.paths.has(name),
    told: () => toldOf(Object.values(found)),
  };
}

/** Of the default, of names and of a whole module. */
function readImport(node: Node, text: string, { paths }: Collected): void {
  const module = node.getChild('String');
  if (!module) return;
  const from = textParts(module, text).join();
  let isWhole = false;
  for (const part of childrenOf(node)) {
    if (part.name === 'Star') isWhole = true;
    if (part.name === 'VariableDefinition') paths.set(textOf(part, text), isWhole ? from : `${from}.default`);
    if (part.name === 'ImportGroup') readNames(part, text, (name, own) => paths.set(own, `${from}.${name}`));
  }
}

function readNames(group: Node, text: string, add: (name: string, own: string) => void): void {
  let imported: string | undefined;
  for (const part of childrenOf(group)) {
    if (part.name === 'VariableName') imported = textOf(part, text);
    if (part.name === 'VariableDefinition') {
      const own = textOf(part, text);
      add(imported ?? own, own);
      imported = undefined;
    }
  }
}

function readVariables(node: Node, text: string, found: Collected): void {
  const parts = childrenOf(node).filter(({ name }) => name !== 'TypeAnnotation');
  parts.forEach((target, index) => {
    const value = parts[index + 1]?.name === 'Equals' ? parts[index + 2] : undefined;
    if (!value) return;
    if (target.name === 'VariableDefinition') readVariable(textOf(target, text), value, text, found);
    const module = target.name === 'ObjectPattern' ? required(value, text) : undefined;
    if (module === undefined) return;
    for (const property of target.getChildren('PatternProperty')) {
      const own = property.getChild('VariableDefinition');
      const name = property.getChild('PropertyName') ?? own;
      if (own && name) found.paths.set(textOf(own, text), `${module}.${textOf(name, text)}`);
    }
  });
}

function readVariable(
  name: string,
  value: Node,
  text: string,
  { paths, constants, functions }: Collected,
): void {
  if (value.name === 'ArrowFunction' || value.name === 'FunctionExpression') functions.add(name);
  const module = required(value, text);
  if (module !== undefined) paths.set(name, module);
  const path = value.name === 'MemberExpression' ? dottedName(value, text) : undefined;
  if (path !== undefined && !paths.has(name)) {
    const [first = '', ...rest] = path.split('.');
    paths.set(name, [paths.get(first) ?? first, ...rest].join('.'));
  }
  const set = (key: string, string: string | undefined): void => {
    constants.set(key, constants.has(key) && constants.get(key) !== string ? undefined : string);
  };
  set(name, literalName(textParts(value, text)));
  const object = value.name === 'ObjectExpression' ? value : value.getChild('ObjectExpression');
  for (const property of object ? propertiesOf(object, text) : []) {
    if (property.value) set(`${name}.${property.key}`, literalName(textParts(property.value, text)));
  }
}

/** The module of `require(…)` and of `await import(…)`. */
function required(value: Node, text: string): string | undefined {
  const call = value.name === 'AwaitExpression' ? value.lastChild : value;
  if (call?.name !== 'CallExpression') return undefined;
  const [callee] = childrenOf(call);
  const [module] = childrenOf(call.getChild('ArgList') ?? call).filter(({ name }) => name === 'String');
  const isModule = callee && /^(?:require|import)$/.test(textOf(callee, text));
  return isModule && module ? textParts(module, text).join() : undefined;
}
