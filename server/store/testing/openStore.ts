import { openDatabase } from '../openDatabase.ts';
import { SqliteStore } from '../sqliteStore.ts';

/** A store in memory or in a file, with the test's clock (milliseconds since the epoch). */
export function openStore(now: () => number, file = ':memory:'): SqliteStore {
  return new SqliteStore(openDatabase(file).database, now);
}
