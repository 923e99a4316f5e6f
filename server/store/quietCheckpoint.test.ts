import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { nodeTimer } from '../nodeTimer.ts';
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

it('waits on while requests come, and makes none for them alone', () => {
  vi.useFakeTimers();
  try {
    let checkpoints = 0;
    const database = { checkpoint: () => void checkpoints++ };
    const checkpoint = new QuietCheckpoint(database, nodeTimer, (error) => expect.fail(String(error)));
    checkpoint.came();
    vi.advanceTimersByTime(1000);
    expect(checkpoints).toBe(0);
    checkpoint.wrote();
    for (let n = 0; n < 5; n++) {
      vi.advanceTimersByTime(150);
      checkpoint.came();
    }
    expect(checkpoints).toBe(0);
    vi.advanceTimersByTime(200);
    expect(checkpoints).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
