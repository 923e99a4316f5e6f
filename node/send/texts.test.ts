import { mkdtempSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Texts } from './texts.ts';

const startedMs = 1_000_000;
const hash = '784a4943cef91202b9104c6073cd82592cdc9d810645143ed09933651bdfde58';
let folder: string;
let ms: number;
let texts: Texts;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'texts-'));
  ms = 0;
  texts = new Texts({ startedMs, now: () => ms });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Last written so many milliseconds before the program began. */
function write(name: string, text: string | Buffer, beforeMs = 1000): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  const seconds = (startedMs - beforeMs) / 1000;
  utimesSync(file, seconds, seconds);
  return file;
}

it('tells the text of a file once, and of each span which it was', () => {
  const file = write('a.js', 'run();\n');
  expect(texts.of({ file, line: 1 })).toEqual({ hash, line: 1, file: true });
  expect(texts.of({ file, line: 2 })).toEqual({ hash, line: 2, file: true });
  const record = { op: 'text', hash, text: 'run();\n' };
  expect([texts.take(), texts.take()]).toEqual([[record], []]);
  texts.forget();
  texts.of({ file, line: 1 });
  expect(texts.take()).toEqual([record]);
});

it('tells nothing from when the file was written to, for it may run by now', () => {
  const file = write('a.js', 'run();');
  expect(texts.of({ file, line: 1 })).toBeDefined();
  write('a.js', 'walk();', 500);
  ms += 200;
  expect(texts.of({ file, line: 1 })).toBeUndefined();
  unlinkSync(file);
  ms += 200;
  expect(texts.of({ file, line: 1 })).toBeUndefined();
});

it.each<[string, string | Buffer, number]>([
  ['was written to after the program began', 'run();', -1],
  ['was written to in the moment in which the program began', 'run();', 5],
  ['is long', 'x'.repeat(65_537), 1000],
  ['is not UTF-8', Buffer.from([0x61, 0xff]), 1000],
])('tells nothing of a file that %s', (_, text, beforeMs) => {
  expect(texts.of({ file: write('a.js', text, beforeMs), line: 1 })).toBeUndefined();
  expect(texts.take()).toEqual([]);
});

it('tells nothing of what is not there, or no file', () => {
  expect(texts.of({ file: join(folder, 'no.js'), line: 1 })).toBeUndefined();
  expect(texts.of({ file: join(folder, 'a\0b.js'), line: 1 })).toBeUndefined();
  utimesSync(folder, 1, 1);
  expect(texts.of({ file: folder, line: 1 })).toBeUndefined();
});

it('tells the source of what was compiled, unless it was written to after that', () => {
  const compiled = write('a.js', 'run();', 500);
  const older = write('a.ts', 'run() as void;', 1000);
  const newer = write('b.ts', 'run() as void;', 200);
  expect(texts.of({ file: older, line: 1, compiled })).toBeDefined();
  expect(texts.of({ file: newer, line: 1, compiled })).toBeUndefined();
  const late = write('c.js', 'run();', -500);
  const before = write('c.ts', 'run() as void;', 1000);
  expect(texts.of({ file: before, line: 1, compiled: late })).toBeUndefined();
});

it('is bounded', () => {
  const files = Array.from({ length: 140 }, (_, n) => write(`${n}.js`, `${n}`.padEnd(65_000)));
  const known = files.filter((file) => texts.of({ file, line: 1 }) !== undefined);
  expect(known.length).toBeGreaterThan(100);
  expect(known.length).toBeLessThan(140);
});
