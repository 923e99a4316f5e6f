import { expect, it } from 'vitest';
import { StorageHealth } from './storageHealth.ts';
import { storageTrouble } from './storageTrouble.ts';

const sqlite = (errcode: number): Error => Object.assign(new Error('from SQLite'), { errcode });

it.each([
  ['full', sqlite(13)],
  ['busy', sqlite(5)],
  ['busy', sqlite(517)], // SQLITE_BUSY_SNAPSHOT: the primary code is in the low byte
  ['failing', sqlite(778)], // SQLITE_IOERR_WRITE
  ['read-only', sqlite(8)],
  ['damaged', sqlite(11)],
  [undefined, sqlite(19)], // SQLITE_CONSTRAINT: a bug
  [undefined, new TypeError('a bug')],
  [undefined, 'no error at all'],
])('%s: %o', (trouble, error) => {
  expect(storageTrouble(error)).toBe(trouble);
});

it('has one notice while the storage fails, and none afterwards', () => {
  const health = new StorageHealth();
  let changes = 0;
  health.onChange(() => changes++);
  health.succeeded();
  expect(health.failed(new TypeError('a bug'))).toBe(false);
  expect(health.notices).toEqual([]);
  expect(health.failed(sqlite(13))).toBe(true);
  expect(health.failed(sqlite(13))).toBe(false);
  expect(health.notices).toMatchObject([
    { code: 'database-failing', message: expect.stringMatching(/full/) },
  ]);
  health.succeeded();
  expect([health.notices, changes]).toEqual([[], 2]);
});
