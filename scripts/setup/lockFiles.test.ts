import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lockFiles = [
  'package-lock.json',
  'test/vscode/package-lock.json',
  'test/sdk/node/otel1/package-lock.json',
  'test/sdk/node/otel2/package-lock.json',
  'test/sdk/node/otel3/package-lock.json',
];

async function readPackages(path: string): Promise<Readonly<Record<string, LockedPackage>>> {
  const url = new URL(`../../${path}`, import.meta.url);
  return JSON.parse(await readFile(url, 'utf8')).packages;
}

// npm writes a lock file without the platform packages that its registry lacks, and `npm ci` then refuses it.
it.each(lockFiles)('%s has an entry for every optional package', async (path) => {
  const packages = await readPackages(path);
  const wanted = Object.entries(packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ name, nested: `${at}/node_modules/${name}` })),
  );
  const missing = wanted.filter(({ name, nested }) => !packages[nested] && !packages[`node_modules/${name}`]);
  expect(missing).toEqual([]);
});

it.each(lockFiles)('%s names no registry host', async (path) => {
  const packages = await readPackages(path);
  expect(Object.keys(packages).length).toBeGreaterThan(1);
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
});
