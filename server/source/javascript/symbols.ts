import { formsOf } from '../families/all.ts';
import { isFunctionTable } from '../functionTable.ts';
import { type Expressions, type Found, readCall } from '../readForm.ts';
import { type SymbolMemory, SymbolRecall } from '../symbolMemory.ts';
import { literalName, type SourceSymbol } from '../symbols.ts';
import { childrenOf, type Node, type ParsedText, startOfCall, textOf } from '../tree.ts';
import { isMethod, type JavaScriptNames } from './names.ts';
import { argumentsOf, dottedName, parametersOf, propertiesOf, textParts } from './syntax.ts';

export const javaScriptForms = formsOf('javascript');

interface Reader {
  readonly text: string;
  readonly names: JavaScriptNames;
  readonly read: Expressions;
}

type Placed = Omit<SourceSymbol, 'line' | 'column' | 'functionName'> & { readonly from: number };

/** As `symbolsIn`, for JavaScript and TypeScript. */
export function javaScriptSymbols(
  { tree, text }: ParsedText,
  names: JavaScriptNames,
  memory?: SymbolMemory,
): readonly SourceSymbol[] {
  const scopes: string[] = [];
  const reader: Reader = { text, names, read: expressions(text, names) };
  const recall = new SymbolRecall(text, names, memory);
  const add = ({ from, ...found }: Placed): void => {
    recall.found.push({ found, scope: [...scopes], from });
  };
  tree.iterate({
    enter: (ref) => {
      if (statements.has(ref.name) && recall.enter(ref, scopes)) return false;
      const scope = scopeKinds.has(ref.name) ? scopeOf(ref.name, ref.node, text) : undefined;
      if (scope !== undefined) {
        scopes.push(scope.name);
        if (scope.from !== undefined) {
          const parameters = parametersOf(ref.node, text);
          add({ kind: 'function', spanName: [scope.name], parameters, from: scope.from });
        }
      } else if (ref.name === 'CallExpression' || ref.name === 'NewExpression') {
        const call = readCallee(ref.node, reader);
        if (call) add({ ...call, from: startOfCall(ref.node, text) });
      } else if (ref.name === 'ObjectExpression') {
        for (const one of describedTools(ref.node, reader)) add(one);
      }
      return undefined;
    },
    leave: (ref) => {
      if (scopeKinds.has(ref.name) && scopeOf(ref.name, ref.node, text) !== undefined) scopes.pop();
      recall.leave(ref);
    },
  });
  return recall.end();
}

/** What stands in them depends on nothing around them. */
const statements: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'MethodDeclaration',
  'VariableDeclaration',
  'ExpressionStatement',
]);

interface Scope {
  readonly name: string;
  /** Of a function: where its name or its declaration starts. */
  readonly from?: number;
}

const anonymous: ReadonlySet<string> = new Set(['ArrowFunction', 'FunctionExpression']);

export const scopeKinds: ReadonlySet<string> = new Set([
  ...anonymous,
  'ClassDeclaration',
  'FunctionDeclaration',
  'MethodDeclaration',
  'Property',
]);

/** Functions and classes that have a name, be it that of the variable or property that they are given to. */
export function scopeOf(kind: string, node: Node, text: string): Scope | undefined {
  if (kind === 'ClassDeclaration' || kind === 'FunctionDeclaration') {
    const name = node.getChild('VariableDefinition');
    if (!name) return undefined;
    return { name: textOf(name, text), ...(kind === 'FunctionDeclaration' && { from: node.from }) };
  }
  if (kind === 'MethodDeclaration' || (kind === 'Property' && node.getChild('ParamList'))) {
    const name = node.getChild('PropertyDefinition');
    return name ? { name: textOf(name, text), from: node.from } : undefined;
  }
  if (!anonymous.has(kind)) return undefined;
  const target = targetOf(node, text);
  return target && { name: target.name, from: target.from };
}

/** The variable or key that a value goes to: `const a = …`, `{ a: … }`, `a = …` in a class. */
function targetOf(node: Node, text: string): { readonly name: string; readonly from: number } | undefined {
  let before = node.prevSibling;
  while (before && /^(?:Equals|:|TypeAnnotation)$/.test(before.name)) before = before.prevSibling;
  if (!before || before.nextSibling === node) return undefined;
  if (before.name === 'VariableDefinition' || before.name === 'PropertyDefinition') {
    return { name: textOf(before, text), from: before.from };
  }
  if (before.name !== 'String') return undefined;
  return { name: textParts(before, text).join(), from: before.from };
}

function expressions(text: string, names: JavaScriptNames): Expressions {
  return {
    parts: (node) => textParts(node, text, names.constant),
    entry: (node, key) => propertiesOf(node, text).find((property) => property.key === key)?.value,
    functionName: (node) =>
      anonymous.has(node.name)
        ? (nameOfFunction(node, text) ?? targetOfCall(node, text))
        : dottedName(node, text)?.split('.').at(-1),
    isNothing: ({ name }) => name === 'null',
  };
}

function nameOfFunction(node: Node, text: string): string | undefined {
  const name = node.getChild('VariableDefinition');
  return name ? textOf(name, text) : undefined;
}

/** `const plan = traceable(async () => …)`: the function has the name of what its call gives. */
function targetOfCall(node: Node, text: string): string | undefined {
  const call = node.parent?.parent;
  return call?.name === 'CallExpression' ? targetOf(call, text)?.name : undefined;
}

function readCallee(node: Node, { text, names, read }: Reader): Found | undefined {
  const callee = childrenOf(node).find(({ name }) => name !== 'new');
  const path = callee && dottedName(callee, text);
  const form = path === undefined ? undefined : javaScriptForms.of(names.path(path), 'call', isMethod(path));
  if (!form) return undefined;
  return readCall(form, argumentsOf(node), read, targetOf(node, text)?.name);
}

/** Descriptions for a model (`{ name, parameters }`), and tables of tools or functions by name. */
function describedTools(object: Node, { text, names, read }: Reader): readonly Placed[] {
  const properties = propertiesOf(object, text);
  const name = properties.find(({ key }) => key === 'name');
  const tool = name?.value && literalName(read.parts(name.value));
  if (
    name &&
    tool !== undefined &&
    properties.some(({ key }) => key === 'parameters' || key === 'input_schema')
  ) {
    return [{ kind: 'schema', spanName: [tool], tracedFunction: tool, from: name.node.from }];
  }
  const values = properties.map(({ value }) =>
    value?.name === 'VariableName' ? textOf(value, text) : undefined,
  );
  const table = targetOf(object, text)?.name;
  // Among the tools of a call may be others whose code stands there at once.
  if (table !== 'tools' && !isFunctionTable(values, table, names)) return [];
  return properties.flatMap(({ key, value, node }) =>
    value?.name === 'VariableName'
      ? [
          {
            kind: 'registered' as const,
            spanName: [key],
            tracedFunction: textOf(value, text),
            from: node.from,
          },
        ]
      : [],
  );
}
