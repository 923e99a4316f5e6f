import { chmodSync, closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import type { Notice } from '../../protocol/messages/status.ts';
import { Database, damageMark, inMemory } from './driver.ts';
import { latestVersion, migrate, schemaVersion } from './migrations.ts';
import { isCorruption } from './storageTrouble.ts';

export interface OpenedDatabase {
  readonly database: Database;
  readonly notices: readonly Notice[];
}

/**
 * Files up to this size are checked whole when they are opened (about 0.1 s); larger ones only if damage was met
 * when they were last used.
 */
const wholeCheckBytes = 16 * 1024 * 1024;

/**
 * Opens the store's file, made new where it is missing, readable by this user only. Nothing is ever deleted: a
 * corrupt file is moved aside, one of a newer Sidetrace is left alone; both say so in `notices`. Throws where the
 * folder or the file cannot be written.
 */
export function openDatabase(file: string, now: () => number = Date.now): OpenedDatabase {
  if (file === inMemory) return { database: migrated(new Database(file)), notices: [] };
  makePrivate(file);
  let database: Database;
  try {
    database = checked(new Database(file));
  } catch (error) {
    if (!isCorruption(error)) throw error;
    return openAfterCorruption(file, now);
  }
  if (schemaVersion(database) > latestVersion()) {
    database.dispose();
    return openBesideNewer(file, now);
  }
  return { database: migrated(database), notices: [] };
}

function openAfterCorruption(file: string, now: () => number): OpenedDatabase {
  const aside = moveAside(file, now());
  makePrivate(file);
  const notice: Notice = {
    code: 'database-corrupt',
    message: `The trace database was damaged. It was moved to ${aside}, and a new one was started.`,
    remedy: `Delete ${aside} if you do not need its traces; the sqlite3 tool's ".recover" can read what is left of it.`,
  };
  return { database: migrated(new Database(file)), notices: [notice] };
}

function openBesideNewer(file: string, now: () => number): OpenedDatabase {
  const extension = extname(file);
  const ours = join(dirname(file), `${basename(file, extension)}.v${latestVersion()}${extension}`);
  const opened = openDatabase(ours, now);
  const notice: Notice = {
    code: 'database-newer',
    message: `${file} was written by a newer Sidetrace and is left as it is. Traces go to ${ours} for now.`,
    remedy: 'Update Sidetrace to see the traces of the newer file again.',
  };
  return { database: opened.database, notices: [notice, ...opened.notices] };
}

function checked(database: Database): Database {
  try {
    database.all('SELECT name FROM sqlite_schema');
    const mark = damageMark(database.file);
    if (existsSync(mark) || statSync(database.file).size <= wholeCheckBytes) {
      const found = database.get<{ quick_check: string }>('PRAGMA quick_check(1)');
      if (found?.quick_check !== 'ok') throw Object.assign(new Error('malformed'), { errcode: 11 });
      rmSync(mark, { force: true });
    }
    return database;
  } catch (error) {
    database.dispose();
    throw error;
  }
}

function migrated(database: Database): Database {
  try {
    migrate(database);
    return database;
  } catch (error) {
    database.dispose();
    throw error;
  }
}

function moveAside(file: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
  let aside = `${file}.corrupt-${stamp}`;
  for (let n = 2; existsSync(aside); n++) aside = `${file}.corrupt-${stamp}-${n}`;
  renameSync(file, aside);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  rmSync(damageMark(file), { force: true });
  return aside;
}

/** SQLite gives -wal and -shm the mode of the file itself. */
function makePrivate(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  closeSync(openSync(file, 'a', 0o600));
  for (const path of [file, `${file}-wal`, `${file}-shm`]) {
    if (existsSync(path)) chmodSync(path, 0o600);
  }
}
