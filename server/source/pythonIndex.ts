import type { SyntaxNodeRef } from '@lezer/common';
import { type Forms, formsOf } from './families/all.ts';
import type { Form } from './families/form.ts';
import type { Names } from './names.ts';
import { pythonSchemas } from './pythonSchemas.ts';
import {
  type Arguments,
  type Expressions,
  type Found,
  noArguments,
  readCall,
  readConfiguredWrapper,
  readDecorated,
} from './readForm.ts';
import { type PlacedSymbol, type SymbolMemory, SymbolRecall } from './symbolMemory.ts';
import type { SourceSymbol } from './symbols.ts';
import { argumentsOf, dottedName, nameParts, parametersOf } from './syntax.ts';
import { childrenOf, type Node, type ParsedText, startOfCall, textOf } from './tree.ts';

export const pythonForms = formsOf('python');

/**
 * Every place in a Python text that may make spans, in the text's order. Pure but for `memory`, in which the last reading of nearly
 * the same text has left what it found; never throws: syntax errors are skipped over. `names` may come from other cells of a
 * notebook too.
 */
export function symbolsIn(
  { tree, text }: ParsedText,
  names: Names,
  memory?: SymbolMemory,
): readonly SourceSymbol[] {
  const scopes: Scope[] = [];
  const reader: Reader = { text, names, forms: pythonForms, read: expressions(text, names) };
  const recall = new SymbolRecall(text, names, memory);
  const scope = (): readonly string[] => scopes.map(({ name }) => name);
  const add = (found: PlacedSymbol['found'], from: number): void => {
    recall.found.push({ found, scope: scope(), from });
  };
  tree.iterate({
    enter: (ref) => {
      if (isUnit(ref) && recall.enter(ref, scope(), classAround(scopes))) return false;
      if (ref.name === 'FunctionDefinition' || ref.name === 'ClassDefinition') {
        const isClass = ref.name === 'ClassDefinition';
        const outer = scopes.at(-1);
        scopes.push({ name: definedName(ref.node, text), isClass });
        if (!isClass) for (const one of readFunction(ref.node, outer, reader)) add(one, ref.from);
        else for (const one of readClass(ref.node, reader)) add(one.found, one.from);
      } else if (ref.name === 'CallExpression') {
        const call = readCallee(ref.node, reader);
        if (call) add(call, startOfCall(ref.node, text));
      } else if (ref.name === 'DictionaryExpression') {
        for (const { found, from } of pythonSchemas(ref.node, text, names)) add(found, from);
      }
      return undefined;
    },
    leave: (ref) => {
      if (ref.name === 'FunctionDefinition' || ref.name === 'ClassDefinition') scopes.pop();
      recall.leave(ref);
    },
  });
  return recall.end();
}

const statements: ReadonlySet<string> = new Set([
  'AssignStatement',
  'ExpressionStatement',
  'ForStatement',
  'IfStatement',
  'ReturnStatement',
  'TryStatement',
  'WhileStatement',
  'WithStatement',
]);

function classAround(scopes: readonly Scope[]): string | undefined {
  const nearest = scopes.at(-1);
  return nearest?.isClass ? nearest.name : undefined;
}

/** Functions with their decorators, and statements: what stands in them depends on nothing around them but a method's class. */
function isUnit(ref: SyntaxNodeRef): boolean {
  if (statements.has(ref.name)) return true;
  if (ref.name === 'DecoratedStatement') return ref.node.lastChild?.name === 'FunctionDefinition';
  return ref.name === 'FunctionDefinition' && ref.node.parent?.name !== 'DecoratedStatement';
}

interface Scope {
  readonly name: string;
  readonly isClass: boolean;
}

interface Reader {
  readonly text: string;
  readonly names: Names;
  readonly forms: Forms;
  readonly read: Expressions;
}

function expressions(text: string, names: Names): Expressions {
  return {
    parts: (node) => nameParts(node, text, names.constant),
    entry: (node, key) => {
      const entries = childrenOf(node);
      const at = entries.findIndex(
        (entry, index) =>
          entries[index + 1]?.name === ':' &&
          nameParts(entry, text).join() === key &&
          entry.name === 'String',
      );
      if (node.name === 'DictionaryExpression') return at < 0 ? undefined : entries[at + 2];
      return node.name === 'CallExpression'
        ? argumentsOf(node.getChild('ArgList'), text).keywords.get(key)
        : undefined;
    },
    functionName: (node) =>
      node.name === 'LambdaExpression' ? '<lambda>' : dottedName(node, text)?.split('.').at(-1),
    isNothing: ({ name }) => name === 'None',
  };
}

function definedName(node: Node, text: string): string {
  const name = node.getChild('VariableName');
  return name ? textOf(name, text) : '?';
}

interface Decorator {
  readonly path: string;
  readonly form: Form | undefined;
  readonly given: Arguments;
}

function decoratorsOf(node: Node, { text, names, forms }: Reader): readonly Decorator[] {
  const parent = node.parent?.name === 'DecoratedStatement' ? node.parent : undefined;
  return (parent?.getChildren('Decorator') ?? []).map((decorator) => {
    const parts = decorator.getChildren('VariableName').map((part) => textOf(part, text));
    const written = parts.join('.');
    const path = names.path(written);
    const given = argumentsOf(decorator.getChild('ArgList'), text);
    return { path, form: forms.of(path, 'decorator', names.isMethod(written)), given };
  });
}

/** Several decorators may each make a span; `@overload` says that the body is elsewhere. */
function readFunction(
  node: Node,
  outer: Scope | undefined,
  reader: Reader,
): readonly Omit<SourceSymbol, 'line' | 'column'>[] {
  const name = definedName(node, reader.text);
  const own = { name, qualified: outer?.isClass ? `${outer.name}.${name}` : name };
  const decorators = decoratorsOf(node, reader);
  if (decorators.some(({ path }) => /(?:^|\.)overload$/.test(path))) return [];
  const parameters = parametersOf(node, reader.text);
  const [found, ...more] = decorators.flatMap(({ form, given }) =>
    form ? [readDecorated(form, given, own, reader.read)] : [],
  );
  if (!found) return [{ kind: 'function', spanName: [name], parameters }];
  const otherNames = [
    ...(found.otherNames ?? []),
    ...more.flatMap((one) => [one.spanName, ...(one.otherNames ?? [])]),
  ].filter((parts) => parts.join('\0') !== found.spanName.join('\0'));
  return [{ ...found, ...(otherNames.length > 0 && { otherNames }), parameters }];
}

interface PlacedFound {
  readonly found: Found;
  readonly from: number;
}

/** A class that makes spans by what it extends, and one whose decorator traces one of its methods. */
function readClass(node: Node, reader: Reader): readonly PlacedFound[] {
  return [...readSubclass(node, reader), ...readDecoratedClass(node, reader)];
}

function readSubclass(node: Node, { text, names, forms, read }: Reader): readonly PlacedFound[] {
  const bases = argumentsOf(node.getChild('ArgList'), text).positional;
  return bases.flatMap((base) => {
    const path = dottedName(base, text);
    const form = path === undefined ? undefined : forms.of(names.path(path), 'base', false);
    const value = form && attributesOf(node, text).get('name');
    return value
      ? [{ found: { kind: 'wrapper' as const, spanName: read.parts(value) }, from: node.from }]
      : [];
  });
}

/** `name = "x"` and `name: str = "x"` in the body of a class. */
function attributesOf(node: Node, text: string): ReadonlyMap<string, Node> {
  const assignments = node.getChild('Body')?.getChildren('AssignStatement') ?? [];
  return new Map(
    assignments.flatMap((assignment) => {
      const [target, ...rest] = childrenOf(assignment);
      const value = rest.at(-1);
      return target && value ? [[textOf(target, text), value] as const] : [];
    }),
  );
}

/** `@workflow(name="n", method_name="run")` */
function readDecoratedClass(node: Node, reader: Reader): readonly PlacedFound[] {
  return decoratorsOf(node, reader).flatMap(({ form, given }) => {
    const named = given.keywords.get('method_name');
    if (!form || !named) return [];
    const method = reader.read.parts(named).join();
    const definition = methodsOf(node).find((one) => definedName(one, reader.text) === method);
    const own = { name: method, qualified: `${definedName(node, reader.text)}.${method}` };
    return [{ found: readDecorated(form, given, own, reader.read), from: (definition ?? node).from }];
  });
}

function methodsOf(node: Node): readonly Node[] {
  return childrenOf(node.getChild('Body') ?? node).flatMap((child) =>
    child.name === 'DecoratedStatement' ? (child.getChild('FunctionDefinition') ?? []) : child,
  );
}

function readCallee(node: Node, reader: Reader): Found | undefined {
  const [callee] = childrenOf(node);
  if (!callee) return undefined;
  const given = argumentsOf(node.getChild('ArgList'), reader.text);
  if (callee.name === 'CallExpression') {
    const [inner] = childrenOf(callee);
    const form = inner && formOf(inner, reader);
    const configured = argumentsOf(callee.getChild('ArgList'), reader.text);
    return form && readConfiguredWrapper(form, configured, given, reader.read);
  }
  const form = formOf(callee, reader);
  return form && readCall(form, given ?? noArguments, reader.read, undefined);
}

function formOf(callee: Node, { text, names, forms }: Reader): Form | undefined {
  const path = dottedName(callee, text);
  return path === undefined ? undefined : forms.of(names.path(path), 'call', names.isMethod(path));
}
