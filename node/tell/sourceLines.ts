import { findSourceMap } from 'node:module';
import { dirname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../between/messages.ts';

export type Prepare = typeof Error.prepareStackTrace;

export interface Stack {
  readonly sites: readonly NodeJS.CallSite[];
  /** Which of them is meant. */
  readonly at: number;
  /** `Error.prepareStackTrace` of the program. */
  readonly prepare: Prepare;
}

const maxKnown = 5000;

/**
 * The line that a person has written: by Node's own source maps where they are switched on (`--enable-source-maps`; tsx does it), or
 * by what the program has put in the place of Node's stack traces (ts-node's source-map-support).
 */
export class SourceLines {
  readonly #nativePrepare: unknown;
  readonly #known = new Map<string, Place>();

  /** `nativePrepare`: `Error.prepareStackTrace` as Node has it. */
  constructor(nativePrepare: unknown) {
    this.#nativePrepare = nativePrepare;
  }

  place(site: NodeJS.CallSite, stack: Stack): Place {
    const name = site.getFileName() ?? '';
    const [line, column] = [site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1];
    const key = `${name}:${line}:${column}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const at = byMap(name, line, column) ?? this.#byProgram(stack) ?? { file: pathOf(name), line };
    const functionName = site.getFunctionName();
    const place = { ...at, ...(functionName ? { function: functionName } : {}) };
    if (this.#known.size > maxKnown) this.#known.clear();
    this.#known.set(key, place);
    return place;
  }

  #byProgram({ sites, at, prepare }: Stack): Place | undefined {
    if (typeof prepare !== 'function' || prepare === this.#nativePrepare) return undefined;
    const text = prepare(new Error('sidetrace'), [...sites]);
    const lines = typeof text === 'string' ? text.split('\n').filter((line) => /^\s+at /.test(line)) : [];
    const [, name = '', line] = /(?:\(|at (?:async )?)([^()]+?):(\d+):\d+\)?$/.exec(lines[at] ?? '') ?? [];
    return isFile(name) ? { file: pathOf(name), line: Number(line) } : undefined;
  }
}

function byMap(name: string, line: number, column: number): Place | undefined {
  // Counted from 0; null or undefined where maps are off.
  const entry = findSourceMap(pathOf(name))?.findEntry(line - 1, column - 1);
  if (entry === undefined || !('originalSource' in entry) || !entry.originalSource) return undefined;
  const compiled = pathOf(name);
  const file = resolve(dirname(compiled), pathOf(entry.originalSource));
  return { file, line: entry.originalLine + 1, ...(file !== compiled && { compiled }) };
}

/** ES modules are named by their address. */
export function pathOf(name: string): string {
  return name.startsWith('file:') ? fileURLToPath(name) : name;
}

/** `[eval]`, `node:…`, `evalmachine.<anonymous>`, `webpack-internal:…` are none. */
export function isFile(name: string): boolean {
  return name.startsWith('file:') || isAbsolute(name);
}
