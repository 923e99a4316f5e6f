import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { placeNodeHelper } from './nodeHelper.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrace node-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function shipped(text: string): Promise<string> {
  await writeFile(join(folder, 'bootstrap.cjs'), text);
  return folder;
}

it('keeps the bootstrap where it stays, and renews it', async () => {
  const lasting = join(folder, 'globalStorage');
  const first = placeNodeHelper({ shipped: await shipped('process.stdout.write("first")'), lasting });
  const run = (): string =>
    execFileSync(process.execPath, ['--require', first.bootstrap, '-e', '0'], { encoding: 'utf8' });
  expect(run()).toBe('first');
  expect(first.helper).toBe(join(folder, 'helper.cjs'));
  expect(placeNodeHelper({ shipped: await shipped('process.stdout.write("second")'), lasting })).toEqual(
    first,
  );
  expect(run()).toBe('second');
  expect(await readdir(join(lasting, 'node'))).toEqual(['bootstrap.cjs']);
});

it('throws where nothing can be written', async () => {
  const lasting = join(folder, 'file');
  await writeFile(lasting, '');
  const places = { shipped: await shipped(''), lasting };
  expect(() => placeNodeHelper(places)).toThrow();
});
