import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database, loadSqlite } from './driver.ts';
import { latestVersion, migrate, schemaVersion } from './migrations.ts';
import { openDatabase } from './openDatabase.ts';
import { SqliteStore } from './sqliteStore.ts';
import { plain, span, traceIdOf } from './testing/spans.ts';

let folder = '';
let file = '';
const now = () => Date.UTC(2026, 10, 21, 8, 30, 0);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sidetrace-open-'));
  file = join(folder, 'data', 'sidetrace.db');
});

afterEach(() => rmSync(folder, { recursive: true }));

it('makes a missing file, readable by the user only', () => {
  const { database, notices } = openDatabase(file);
  database.run("INSERT INTO resources (hash, resource, scope) VALUES ('h', '{}', '{}')");
  const modeOf = (path: string) => statSync(path).mode & 0o777;
  expect(modeOf(dirname(file))).toBe(0o700);
  for (const suffix of ['', '-wal', '-shm']) expect([suffix, modeOf(file + suffix)]).toEqual([suffix, 0o600]);
  expect(notices).toEqual([]);
  expect(schemaVersion(database)).toBe(latestVersion());
  database.dispose();
});

it('takes away rights that an older file gave to others', () => {
  openDatabase(file).database.dispose();
  writeFileSync(`${file}-wal`, '', { mode: 0o644 });
  openDatabase(file).database.dispose();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

it.each([
  ['text', () => 'this is not a database, and it is longer than one header'.repeat(100)],
  ['a damaged page', () => damaged(readFileSync(file))],
])('moves a corrupt file aside: %s', (_, content) => {
  const first = openDatabase(file).database;
  const store = new SqliteStore(first);
  store.write(
    Array.from({ length: 500 }, (_, n) => plain(span(`s${n}`))),
    [],
  );
  store.close();
  const bytes = content();
  writeFileSync(file, bytes);

  const { database, notices } = openDatabase(file, now);
  const aside = `${file}.corrupt-20261121T083000Z`;
  expect(notices).toEqual([
    {
      code: 'database-corrupt',
      message: expect.stringContaining(aside),
      remedy: expect.stringContaining(aside),
    },
  ]);
  expect(readFileSync(aside)).toEqual(Buffer.from(bytes));
  expect(new SqliteStore(database).traceCount()).toBe(0);
  database.dispose();
});

function damaged(bytes: Buffer): Buffer {
  bytes.fill(0xff, 4096, bytes.length);
  return bytes;
}

it('moves a large file aside once its damage was met', () => {
  const big = 'x'.repeat(100_000);
  const first = new SqliteStore(openDatabase(file).database);
  first.write(
    Array.from({ length: 200 }, (_, n) => plain(span(`s${n}`, { attributes: { big } }))),
    [],
  );
  first.close();
  const bytes = readFileSync(file);
  expect(bytes.length).toBeGreaterThan(16 * 1024 * 1024);
  writeFileSync(file, bytes.fill(0xff, 200 * 1024, bytes.length));

  const second = openDatabase(file);
  expect(second.notices).toEqual([]);
  const store = new SqliteStore(second.database);
  expect(() => [...store.rawSpans(traceIdOf('a'))]).toThrow(/malformed/);
  second.database.dispose();

  const third = openDatabase(file, now);
  expect(third.notices.map((notice) => notice.code)).toEqual(['database-corrupt']);
  third.database.dispose();
  const fourth = openDatabase(file, now);
  expect(fourth.notices).toEqual([]);
  fourth.database.dispose();
});

it('never overwrites an earlier corrupt file', () => {
  for (const name of ['one', 'two']) {
    openDatabase(file, now).database.dispose();
    writeFileSync(file, `${name} is no database `.repeat(100));
    openDatabase(file, now).database.dispose();
  }
  const kept = readdirSync(dirname(file)).filter((name) => name.includes('corrupt'));
  expect(kept.toSorted()).toEqual([
    'sidetrace.db.corrupt-20261121T083000Z',
    'sidetrace.db.corrupt-20261121T083000Z-2',
  ]);
});

it('leaves a newer file as it is and works beside it', () => {
  const newer = openDatabase(file).database;
  newer.exec('PRAGMA user_version = 999; CREATE TABLE from_the_future (x)');
  newer.dispose();
  const before = readFileSync(file);

  for (const expected of [0, 1]) {
    const { database, notices } = openDatabase(file);
    expect(notices.map((notice) => notice.code)).toEqual(['database-newer']);
    expect(notices[0]?.message).toContain(file);
    const store = new SqliteStore(database);
    expect(store.traceCount()).toBe(expected);
    store.write([plain(span('s'))], []);
    store.close();
  }
  expect(readFileSync(file)).toEqual(before);
  expect(existsSync(join(dirname(file), `sidetrace.v${latestVersion()}.db`))).toBe(true);
});

it('says what is needed where Node has no SQLite', () => {
  expect(() => loadSqlite(() => undefined)).toThrow('VS Code ≥ 1.105');
});

it('leaves the file as it was when a migration fails', () => {
  const database = new Database(':memory:');
  const steps = [
    { version: 1, sql: 'CREATE TABLE one (x)' },
    { version: 2, sql: 'CREATE TABLE two (x); not sql' },
  ];
  expect(() => migrate(database, steps)).toThrow(/syntax error/);
  expect(schemaVersion(database)).toBe(0);
  expect(database.all('SELECT name FROM sqlite_schema')).toEqual([]);
  migrate(database, steps.slice(0, 1));
  migrate(database, [...steps.slice(0, 1), { version: 2, sql: 'CREATE TABLE two (x)' }]);
  expect(schemaVersion(database)).toBe(2);
  database.dispose();
});

it('serves two connections on one file', () => {
  const stores = [0, 1].map(() => new SqliteStore(openDatabase(file).database));
  for (let n = 0; n < 20; n++) {
    for (const [which, store] of stores.entries()) store.write([plain(span(`${which}-${n}`))], []);
  }
  for (const store of stores)
    expect(store.traceRow(traceIdOf('a'))).toMatchObject({ spanCount: 40, revision: 40 });
  for (const store of stores) store.close();
  expect(openDatabase(file).notices).toEqual([]);
});
