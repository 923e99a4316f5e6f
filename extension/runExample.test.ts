import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { createFakeVscode } from './testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('./testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { runExample } = await import('./runExample.ts');
let bin: string;

beforeEach(() => {
  bin = mkdtempSync(join(tmpdir(), 'sidetrace-path-'));
  fake.current.log.length = 0;
  Object.assign(fake.current.given, { files: ['/w/quickstart.py'], choice: undefined });
});
afterEach(() => rmSync(bin, { recursive: true }));

function install(...names: readonly string[]): void {
  const ending = process.platform === 'win32' ? '.exe' : '';
  for (const name of names) writeFileSync(join(bin, name + ending), '', { mode: 0o755 });
}

it.each([
  [['python', 'python3'], 'python quickstart.py'],
  [['python3'], 'python3 quickstart.py'],
])('runs the quick start with the Python that is there: %j', async (names, text) => {
  install(...names);
  await runExample({ PATH: bin });
  expect(fake.current.log).toEqual([['terminal', text]]);
});

it.each([
  [undefined, []],
  ['Run Anyway', [['terminal', 'python quickstart.py']]],
])('says what to do where no Python is on the PATH; chosen: %s', async (choice, then) => {
  Object.assign(fake.current.given, { choice });
  writeFileSync(join(bin, 'python'), 'no program', { mode: 0o644 });
  await runExample({ PATH: bin });
  const [warning, ...others] = fake.current.log;
  expect(warning).toEqual(['warning', expect.stringMatching(/no Python.*Install Python/), 'Run Anyway']);
  expect(others).toEqual(then);
});

it('opens a small program where the workspace has no quick start', async () => {
  fake.current.given.files.length = 0;
  await runExample({ PATH: bin });
  expect(fake.current.log).toEqual([['opened', expect.stringContaining('@mlflow.trace')], ['shown']]);
});
