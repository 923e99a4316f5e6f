import type { Form } from './families/form.ts';
import {
  anyName,
  joinNames,
  knownLength,
  type NameParts,
  type SourceSymbol,
  templateParts,
} from './symbols.ts';
import type { Node } from './tree.ts';

export interface Arguments {
  readonly positional: readonly Node[];
  readonly keywords: ReadonlyMap<string, Node>;
}

export const noArguments: Arguments = { positional: [], keywords: new Map() };

/** How a language writes what forms ask for. */
export interface Expressions {
  /** What is known of an expression that is a text. */
  parts(node: Node): NameParts;
  /** The value of an entry in a dictionary or object. */
  entry(node: Node, key: string): Node | undefined;
  /** The bare name of the function that an expression stands for. */
  functionName(node: Node): string | undefined;
  isNothing(node: Node): boolean;
}

export type Found = Pick<SourceSymbol, 'kind' | 'spanName' | 'otherNames' | 'tracedFunction'>;

/** A function and what forms may name it by. */
export interface OwnNames {
  readonly name: string;
  /** `Class.method` */
  readonly qualified: string;
}

/** A decorated function. */
export function readDecorated(form: Form, given: Arguments, own: OwnNames, read: Expressions): Found {
  const name = nameOf(form, given, read);
  return { kind: 'decorated', ...spanNames(form, name, own), tracedFunction: own.name };
}

/** A call. `target`: the variable or key that the result goes to. */
export function readCall(
  form: Form,
  given: Arguments,
  read: Expressions,
  target: string | undefined,
): Found | undefined {
  const wrapped = firstOf(form.function ?? ['0', 'func'], given, read);
  const name = nameOf(
    form,
    given,
    read,
    form.makes === 'function' || form.makes === 'registration' ? wrapped : undefined,
  );
  switch (form.makes) {
    case 'function':
      return wrapped && readWrapper('wrapper', form, wrapped, name, read);
    case 'registration':
      return wrapped && readWrapper('registered', form, wrapped, name, read);
    case 'object': {
      const own = form.name?.includes('=') ? target : undefined;
      return named('wrapper', form, name ?? (own === undefined ? undefined : [own]));
    }
    case 'subclass':
      return undefined;
    case 'block':
      return named('block', form, name ?? (form.defaultName === undefined ? undefined : [form.defaultName]));
  }
}

/** `mlflow.trace(name="n")(f)`: named by the first call, given its function by the second. */
export function readConfiguredWrapper(
  form: Form,
  configured: Arguments,
  given: Arguments,
  read: Expressions,
): Found | undefined {
  const [wrapped] = given.positional;
  if (form.makes !== 'function' || !wrapped) return undefined;
  return readWrapper('wrapper', form, wrapped, nameOf(form, configured, read), read);
}

function readWrapper(
  kind: 'wrapper' | 'registered',
  form: Form,
  wrapped: Node,
  name: NameParts | undefined,
  read: Expressions,
): Found | undefined {
  const own = read.functionName(wrapped);
  if (own === undefined && (name === undefined || knownLength(name) === 0)) return undefined;
  const names = spanNames(form, name, own === undefined ? undefined : { name: own, qualified: own });
  return { kind, ...names, ...(own !== undefined && { tracedFunction: own }) };
}

function named(kind: 'wrapper' | 'block', form: Form, name: NameParts | undefined): Found | undefined {
  const names = spanNames(form, name);
  return knownLength(names.spanName) > 0 || names.otherNames ? { kind, ...names } : undefined;
}

function spanNames(
  { spanNames: templates = ['{name}'], template }: Form,
  given: NameParts | undefined,
  own?: OwnNames,
): Pick<SourceSymbol, 'spanName' | 'otherNames'> {
  const fill = (hole: string): NameParts => {
    if (hole === '{}') return anyName;
    if (given) return template ? templateParts(given) : given;
    const text = hole === '{qualified}' ? own?.qualified : own?.name;
    return text === undefined ? anyName : [text];
  };
  const seen = new Set<string>();
  const [spanName = anyName, ...otherNames] = templates
    .map((text) =>
      text
        .split(/(\{\w*\})/)
        .map((piece) => (piece.startsWith('{') ? fill(piece) : [piece]))
        .reduce(joinNames),
    )
    .filter((parts) => {
      const key = JSON.stringify(parts);
      return !seen.has(key) && Boolean(seen.add(key));
    });
  const known = otherNames.filter((parts) => knownLength(parts) > 0);
  return { spanName, ...(known.length > 0 && { otherNames: known }) };
}

/** `undefined`: no name is given. What is wrapped is no name. */
function nameOf(
  { name = ['name'] }: Form,
  given: Arguments,
  read: Expressions,
  wrapped?: Node,
): NameParts | undefined {
  const node = firstOf(name, given, read);
  if (!node || read.isNothing(node)) return undefined;
  if (wrapped && node.from === wrapped.from && node.to === wrapped.to) return undefined;
  return read.parts(node);
}

function firstOf(paths: readonly string[], given: Arguments, read: Expressions): Node | undefined {
  for (const path of paths) {
    const found = argumentAt(path, given, read);
    if (found) return found;
  }
  return undefined;
}

function argumentAt(path: string, { positional, keywords }: Arguments, read: Expressions): Node | undefined {
  const [first = '', ...keys] = path.split('.');
  const start = /^\d+$/.test(first) ? positional[Number(first)] : keywords.get(first);
  return keys.reduce<Node | undefined>((node, key) => node && read.entry(node, key), start);
}
