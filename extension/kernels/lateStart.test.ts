import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { environmentFor } from '../../protocol/environment.ts';
import { findOnPath } from '../../scripts/setup/commands.mjs';
import { lateStartAnswer, lateStartCode } from './lateStart.ts';

const helperDir = join(import.meta.dirname, '..', '..', 'python');
const environment = environmentFor({ url: 'http://127.0.0.1:9', helperDir, existing: {} });
const python = findOnPath('python3') ?? findOnPath('python');

const output = (mime: string, text: string) => ({ items: [{ mime, data: new TextEncoder().encode(text) }] });
const stdout = (text: string) => output('application/vnd.code.notebook.stdout', text);

it.skipIf(python === undefined)('is Python that starts the helper once and leaves no name behind', () => {
  const code = lateStartCode(helperDir, environment);
  const program = `before = set(globals()) | {'before'}\n${code}\n${code}\nprint(set(globals()) - before)`;
  const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' };
  const printed = execFileSync(String(python), ['-c', program], { env, encoding: 'utf8' });
  expect(printed.split(/\r?\n/)).toEqual(['started', 'running', 'set()', '']);
});

it('quotes what paths may hold', () => {
  const code = lateStartCode('/o\'dd "päth"\\', { set: {}, prepend: {}, append: {}, skipped: [] });
  expect(code).toContain(String.raw`"FOLDER": "/o'dd \"päth\"\\"`);
});

it.each([
  [[stdout('started\n')], { state: 'started' }],
  [[stdout('a warning\n'), stdout('running'), stdout('\n')], { state: 'running' }],
  [[], { state: 'silent' }],
  [[stdout('restarted')], { state: 'silent' }],
  [
    [output('application/vnd.code.notebook.error', '{"name":"FileNotFoundError","message":"/x"}')],
    { state: 'failed', message: 'FileNotFoundError: /x' },
  ],
  [[output('application/vnd.code.notebook.error', 'broken')], { state: 'failed', message: 'broken' }],
])('reads the answer of %j', (outputs, expected) => {
  expect(lateStartAnswer(outputs)).toEqual(expected);
});
