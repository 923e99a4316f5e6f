import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** Rules that hold below a folder; of several the last that says something of a path decides. */
export type Rules = readonly { readonly folder: string; readonly matcher: Ignore }[];

/** The editor's `files.exclude`, `{glob: true}`, as rules of a workspace folder. Conditional ones hold for no file. */
export function excludeRules(folder: string, excludes: Readonly<Record<string, unknown>>): Rules {
  const globs = Object.entries(excludes).flatMap(([glob, on]) => (on === true ? alternatives(glob) : []));
  // The editor's globs start at the folder; git's do so only with a slash.
  const patterns = globs.map((glob) => (/^(?:\*\*)?\//.test(glob) ? glob : `/${glob}`));
  return patterns.length === 0 ? [] : [{ folder, matcher: ignore().add(patterns) }];
}

/** The rules of a folder's own `.gitignore`, if it has one. */
export async function gitRules(folder: string): Promise<Rules> {
  const text = await readFile(join(folder, '.gitignore'), 'utf8').catch(() => undefined);
  return text === undefined ? [] : [{ folder, matcher: ignore().add(text) }];
}

export function isExcluded(path: string, isFolder: boolean, rules: Rules): boolean {
  for (const { folder, matcher } of rules.toReversed()) {
    const inner = relative(folder, path).replaceAll(sep, '/');
    const { ignored, unignored } = matcher.test(isFolder ? `${inner}/` : inner);
    if (ignored || unignored) return ignored;
  }
  return false;
}

/** `{a,b}/c` → `a/c`, `b/c`; git knows no braces. */
function alternatives(glob: string): readonly string[] {
  const [, before = '', inner, after = ''] = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob) ?? [];
  if (inner === undefined) return [glob];
  return inner.split(',').flatMap((one) => alternatives(`${before}${one}${after}`));
}
