import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openDatabase } from './openDatabase.ts';
import { QuietCheckpoint } from './quietCheckpoint.ts';

it('brings what was written into the file once it is quiet, not by the commit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sidetrace-checkpoint-'));
  const file = join(folder, 'store.db');
  const { database } = openDatabase(file);
  const pending = new Set<() => void>();
  const timer = {
    after(_: number, work: () => void) {
      pending.add(work);
      return { dispose: () => pending.delete(work) };
    },
  };
  const checkpoint = new QuietCheckpoint(database, timer, (error) => expect.fail(String(error)));
  database.exec('CREATE TABLE large (content BLOB)');
  database.run('INSERT INTO large VALUES (zeroblob(20000000))');
  const size = statSync(file).size;
  expect(size).toBeLessThan(1_000_000);
  checkpoint.wrote();
  checkpoint.wrote();
  expect(pending.size).toBe(1);
  for (const work of pending) work();
  expect(statSync(file).size).toBeGreaterThan(20_000_000);
  checkpoint.dispose();
  database.dispose();
  rmSync(folder, { recursive: true });
});
