import type { Names } from './names.ts';
import { type SpanMaker, spanMakerOf } from './spanMakers.ts';
import { anyName, knownLength, type NameParts, type SourceSymbol } from './symbols.ts';
import {
  type Arguments,
  argumentsOf,
  childrenOf,
  dottedName,
  type Node,
  nameParts,
  noArguments,
  type Tree,
  textOf,
} from './syntax.ts';

/**
 * Every place in a Python text that may make spans, in the text's order. Pure; never throws: syntax errors are
 * skipped over. `names` may come from other cells of a notebook too.
 */
export function symbolsIn(tree: Tree, text: string, names: Names): readonly SourceSymbol[] {
  const symbols: SourceSymbol[] = [];
  const scopes: string[] = [];
  const positionOf = positions(text);
  const scope = (): { readonly functionName?: string } =>
    scopes.length > 0 ? { functionName: scopes.join('.') } : {};
  const reader: Reader = { text, names };
  tree.iterate({
    enter: (ref) => {
      if (ref.name === 'FunctionDefinition' || ref.name === 'ClassDefinition') {
        scopes.push(definedName(ref.node, text));
        if (ref.name === 'FunctionDefinition') {
          symbols.push({ ...readFunction(ref.node, reader), ...scope(), ...positionOf(ref.from) });
        }
      } else if (ref.name === 'CallExpression') {
        const call = readCall(ref.node, reader);
        if (call) symbols.push({ ...call, ...scope(), ...positionOf(ref.from) });
      }
    },
    leave: (ref) => {
      if (ref.name === 'FunctionDefinition' || ref.name === 'ClassDefinition') scopes.pop();
    },
  });
  return symbols;
}

interface Reader {
  readonly text: string;
  readonly names: Names;
}

type Found = Pick<SourceSymbol, 'kind' | 'spanName' | 'tracedFunction'>;

function definedName(node: Node, text: string): string {
  const name = node.getChild('VariableName');
  return name ? textOf(name, text) : '?';
}

function readFunction(node: Node, reader: Reader): Found {
  const own = definedName(node, reader.text);
  const parent = node.parent?.name === 'DecoratedStatement' ? node.parent : undefined;
  for (const decorator of parent?.getChildren('Decorator') ?? []) {
    const path = decorator
      .getChildren('VariableName')
      .map((part) => textOf(part, reader.text))
      .join('.');
    const maker = spanMakerOf(reader.names.path(path));
    if (!maker) continue;
    const name = nameArgument(maker, argumentsOf(decorator.getChild('ArgList'), reader.text), reader);
    return { kind: 'decorated', spanName: name ?? [own], tracedFunction: own };
  }
  return { kind: 'function', spanName: [own] };
}

function readCall(node: Node, reader: Reader): Found | undefined {
  const { text, names } = reader;
  const [callee] = childrenOf(node);
  if (!callee) return undefined;
  const given = argumentsOf(node.getChild('ArgList'), text);
  if (callee.name === 'CallExpression') return readConfiguredWrapper(callee, given, reader);
  const path = dottedName(callee, text);
  const maker = path === undefined ? undefined : spanMakerOf(names.path(path));
  if (!maker) return undefined;
  const name = nameArgument(maker, given, reader);
  if (maker.makes === 'function') return readWrapper(given, name, reader);
  const spanName = name ?? (maker.defaultName === undefined ? anyName : [maker.defaultName]);
  return knownLength(spanName) > 0 ? { kind: 'block', spanName } : undefined;
}

/** `mlflow.trace(name="n")(f)`. */
function readConfiguredWrapper(inner: Node, given: Arguments, reader: Reader): Found | undefined {
  const [callee] = childrenOf(inner);
  const path = callee && dottedName(callee, reader.text);
  const maker = path === undefined ? undefined : spanMakerOf(reader.names.path(path));
  if (maker?.makes !== 'function') return undefined;
  const name = nameArgument(maker, argumentsOf(inner.getChild('ArgList'), reader.text), reader);
  return readWrapper(given, name, reader);
}

function readWrapper(given: Arguments, name: NameParts | undefined, { text }: Reader): Found | undefined {
  const wrapped = given.positional[0] ?? given.keywords.get('func');
  if (!wrapped) return undefined;
  const own = wrapped.name === 'LambdaExpression' ? '<lambda>' : dottedName(wrapped, text)?.split('.').at(-1);
  const spanName = name ?? (own === undefined ? anyName : [own]);
  if (own === undefined && knownLength(spanName) === 0) return undefined;
  return { kind: 'wrapper', spanName, ...(own !== undefined && { tracedFunction: own }) };
}

/** `undefined`: no name is given. */
function nameArgument(
  maker: SpanMaker,
  { positional, keywords }: Arguments = noArguments,
  { text, names }: Reader,
): NameParts | undefined {
  const positioned = maker.namePosition === undefined ? undefined : positional[maker.namePosition];
  const node = keywords.get('name') ?? positioned;
  if (!node || node.name === 'None') return undefined;
  return nameParts(node, text, names.constant);
}

/** Line and column by offset. */
export function positions(text: string): (offset: number) => Pick<SourceSymbol, 'line' | 'column'> {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}
