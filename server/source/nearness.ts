import type { SpanFacts } from './spanFacts.ts';
import { type IndexedFile, type IndexedSymbol, literalName } from './symbols.ts';

export interface FileRank {
  /** 0: of the program's language, as far as that is known. */
  readonly language: number;
  /** How near it is to the program that made the trace; less is nearer, compared from the first number on. */
  readonly distance: readonly number[];
}

export function fileRank({ file, symbols }: IndexedFile, facts: SpanFacts): FileRank {
  const makes = (names: readonly string[]): boolean =>
    names.length > 0 &&
    symbols.some(({ kind, spanName }) => kind !== 'function' && isOneOf(literalName(spanName), names));
  const language = /\.(?:py|ipynb)$/.test(file) ? 'python' : 'javascript';
  return {
    language: facts.language === undefined || facts.language === language ? 0 : 1,
    distance: [
      moduleRank(file, facts),
      scriptRank(file, facts),
      facts.cwd === undefined || isBelow(file, facts.cwd) ? 0 : 1,
      makes(facts.ancestors) ? 0 : 1,
      makes([facts.traceName]) ? 0 : 1,
    ],
  };
}

/** How a symbol agrees with what was recorded: the function, its arguments, the spans around. */
export function symbolRank(symbol: IndexedSymbol, facts: SpanFacts): readonly number[] {
  const isOther = facts.functionName !== undefined && symbol.tracedFunction !== facts.functionName;
  return [isOther ? 1 : 0, argumentRank(symbol, facts), aroundRank(symbol, facts)];
}

/** 1: a function, where the span says of none. A block is likelier then, of two in equally near files. */
export function functionUnasked({ tracedFunction }: IndexedSymbol, { functionName }: SpanFacts): number {
  return functionName === undefined && tracedFunction !== undefined ? 1 : 0;
}

/** 0: its parameters take the recorded inputs; 1: not known; 2: they do not. */
function argumentRank({ parameters }: IndexedSymbol, { inputNames }: SpanFacts): number {
  if (!parameters || inputNames.length === 0) return 1;
  if (parameters.includes('*')) return 0;
  return inputNames.every((name) => parameters.includes(name)) ? 0 : 2;
}

/** 0: it stands within the function of a span around it. */
function aroundRank({ functionName, kind }: IndexedSymbol, { ancestors }: SpanFacts): number {
  const scopes = functionName?.split('.') ?? [];
  const isDefinition = kind === 'decorated' || kind === 'function' || kind === 'test';
  const around = isDefinition ? scopes.slice(0, -1) : scopes;
  return around.some((scope) => ancestors.includes(scope)) ? 0 : 1;
}

function moduleRank(file: string, { module }: SpanFacts): number {
  if (module === undefined) return 0;
  const path = `/${slashed(file).replace(/(?:\/__init__)?\.\w+$/, '')}`;
  // A class may stand behind the module: `app.agents.Planner`.
  const wanted = module.split('.');
  const isOf = [wanted, wanted.slice(0, -1)].some(
    (parts) => parts.length > 0 && path.endsWith(`/${parts.join('/')}`),
  );
  return isOf ? 0 : 1;
}

function scriptRank(file: string, { script, cwd, notebook }: SpanFacts): number {
  const isNotebook = file.endsWith('.ipynb');
  if (script === undefined) return 0;
  const [path, wanted] = [slashed(file), slashed(script)];
  const relative = wanted.replace(/^(\.\/)+/, '');
  if (path === wanted || (cwd !== undefined && path === `${slashed(cwd)}/${relative}`)) return 0;
  if (path.endsWith(`/${relative}`)) return 1;
  if (path.split('/').at(-1) === wanted.split('/').at(-1)) return 2;
  return isNotebook === notebook ? 3 : 4;
}

function isBelow(file: string, folder: string): boolean {
  return slashed(file).startsWith(`${slashed(folder).replace(/\/$/, '')}/`);
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function isOneOf(name: string | undefined, names: readonly string[]): boolean {
  return name !== undefined && names.includes(name);
}
