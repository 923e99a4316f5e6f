import { writeFileSync } from 'node:fs';
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { Disposable } from '../../protocol/base/disposable.ts';
import { isCorruption } from './storageTrouble.ts';

type Sqlite = typeof import('node:sqlite');

/** As a file name: a database that is gone with its connection. */
export const inMemory = ':memory:';

/**
 * Waiting for another process stops everything here, so it ends before an SDK gives up (2 s, docs/environment.md).
 * Checkpoints wait for the disk, so they are made in a quiet moment (`QuietCheckpoint`); a commit makes one itself only
 * where none came for 64 MB. A file that is new can be made shorter later (`tidy`); in an older one free pages are used again.
 */
const pragmas = `
  PRAGMA busy_timeout = 1500;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = 16000;
  PRAGMA journal_size_limit = 67108864;
  PRAGMA cache_size = -16000;
  PRAGMA temp_store = MEMORY;
`;

/** `node:sqlite`, asked for at run time so that its absence is a sentence and not a failed load. */
export function loadSqlite(builtin: (id: string) => unknown = process.getBuiltinModule): Sqlite {
  const sqlite = builtin('node:sqlite');
  if (sqlite === undefined) {
    throw new Error('Sidetrace needs VS Code ≥ 1.105 (or Node.js ≥ 22.16): this one has no built-in SQLite.');
  }
  return sqlite as Sqlite;
}

/** The file that says that a database was found damaged while it was in use. */
export function damageMark(file: string): string {
  return `${file}.damaged`;
}

/**
 * One connection to a SQLite file: WAL, so that readers never wait for the writer; `synchronous=NORMAL`, so that
 * a killed process loses nothing that was committed (a power cut may lose the last transactions, never the file).
 * Statements are prepared once for each text. All of it is synchronous.
 */
export class Database implements Disposable {
  readonly file: string;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #shared = new Map<string, object>();
  #inTransaction = false;

  constructor(file: string, sqlite: Sqlite = loadSqlite()) {
    this.file = file;
    this.#connection = new sqlite.DatabaseSync(file);
    try {
      // In a file that is there already this would only write to it.
      if (this.get<{ page_count: number }>('PRAGMA page_count')?.page_count === 0)
        this.exec('PRAGMA auto_vacuum = INCREMENTAL');
      this.exec(pragmas);
    } catch (error) {
      this.#connection.close();
      throw error;
    }
  }

  exec(sql: string): void {
    this.#told(() => this.#connection.exec(sql));
  }

  /** The number of rows changed. */
  run(sql: string, ...params: readonly SQLInputValue[]): number {
    return Number(this.#told(() => this.#prepared(sql).run(...params)).changes);
  }

  /** `Row` is what the statement selects: the caller wrote both. */
  get<Row extends object>(sql: string, ...params: readonly SQLInputValue[]): Row | undefined {
    return this.#told(() => this.#prepared(sql).get(...params)) as Row | undefined;
  }

  all<Row extends object>(sql: string, ...params: readonly SQLInputValue[]): readonly Row[] {
    return this.#told(() => this.#prepared(sql).all(...params)) as unknown as readonly Row[];
  }

  /** As `all`, for a statement that was put together for this one time: it is not kept. */
  allOnce<Row extends object>(sql: string, ...params: readonly SQLInputValue[]): readonly Row[] {
    return this.#told(() => this.#connection.prepare(sql).all(...params)) as unknown as readonly Row[];
  }

  /** A function for SQL. What it throws, the statement throws. */
  define(name: string, work: (...values: readonly SQLOutputValue[]) => SQLInputValue): void {
    this.#connection.function(name, { varargs: true, directOnly: true }, work);
  }

  /** What there is once for each connection (functions for SQL and their state); `make` makes it for the first asker. */
  shared<T extends object>(name: string, make: () => T): T {
    const known = this.#shared.get(name) ?? make();
    this.#shared.set(name, known);
    // One name stands for one type: its module is the only one that says it.
    return known as T;
  }

  /** All or nothing. Takes the write lock at once; one inside another joins it. */
  transaction<T>(work: () => T): T {
    if (this.#inTransaction) return work();
    this.exec('BEGIN IMMEDIATE');
    this.#inTransaction = true;
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite has rolled back by itself after some errors (full disk).
      if (this.#connection.isTransaction) this.exec('ROLLBACK');
      throw error;
    } finally {
      this.#inTransaction = false;
    }
  }

  /** Brings the log into the file as far as no reader is in the way; waits for the disk. */
  checkpoint(): void {
    this.exec('PRAGMA wal_checkpoint(PASSIVE)');
  }

  dispose(): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  /** Damage that shows only in use is written down beside the file: the next opening looks at all of it. */
  #told<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (isCorruption(error) && this.file !== inMemory)
        writeFileSync(damageMark(this.file), '', { mode: 0o600 });
      throw error;
    }
  }

  #prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#connection.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
