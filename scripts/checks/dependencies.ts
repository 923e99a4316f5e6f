/** Every dependency has a row in docs/dependencies.md, and every row a dependency. */
import { readFileSync } from 'node:fs';
import { root } from '../lib/paths.ts';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export function checkDependencies(): readonly string[] {
  const manifest = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as Manifest;
  const used = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  const table = readFileSync(`${root}/docs/dependencies.md`, 'utf8');
  const rows = [...table.matchAll(/^\| `([^`]+)` *\|/gm)].map((match) => match[1] ?? '');
  return [
    ...used
      .filter((name) => !rows.includes(name))
      .map((name) => `docs/dependencies.md has no row for '${name}'`),
    ...rows
      .filter((name) => !used.includes(name))
      .map((name) => `docs/dependencies.md: '${name}' is no longer used`),
  ];
}
