import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Database } from '../driver.ts';
import { openDatabase } from '../openDatabase.ts';
import { Artifacts } from './artifacts.ts';

let database: Database;
beforeEach(() => {
  database = openDatabase(':memory:').database;
});
afterEach(() => database.dispose());

it('refuses what does not fit any more, and keeps what is there', () => {
  const artifacts = new Artifacts(database, 10);
  const bytes = (length: number) => new Uint8Array(length).fill(length);
  expect(artifacts.put('a/1', bytes(6), 0)).toBe(true);
  expect(artifacts.put('a/2', bytes(5), 0)).toBe(false);
  expect(artifacts.get('a/2')).toBeUndefined();
  // In place of what it replaces.
  expect(artifacts.put('a/1', bytes(10), 0)).toBe(true);
  expect(artifacts.get('a/1')?.byteLength).toBe(10);
});

it('removes a file or a folder, not what merely begins alike', () => {
  const artifacts = new Artifacts(database);
  for (const path of ['a/b', 'a/bc', 'a/b/c', 'x']) artifacts.put(path, new Uint8Array(1), 0);
  expect(artifacts.remove('a/b')).toBe(2);
  expect(artifacts.list('')).toEqual([
    { name: 'a', isFolder: true },
    { name: 'x', isFolder: false, bytes: 1 },
  ]);
});
