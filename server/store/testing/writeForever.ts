/** Child process of the crash test: writes batches of ten spans until it is killed, and prints how many are in. */
import { writeSync } from 'node:fs';
import { openDatabase } from '../openDatabase.ts';
import { SqliteStore } from '../sqliteStore.ts';
import { plain, span } from './spans.ts';

const store = new SqliteStore(openDatabase(process.argv[2] ?? '').database);
for (let written = 0; ; written += 10) {
  store.write(
    Array.from({ length: 10 }, (_, n) => plain(span(`s${written + n}`, { parentId: 'r' }))),
    [],
  );
  writeSync(1, `${written + 10}\n`);
}
