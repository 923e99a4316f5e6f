import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readEnvFiles } from './envFile.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'st-env-'));
});
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);

it('reads what a person writes into such files', async () => {
  await write(
    '.env',
    '\uFEFF# mine\nexport A=1\r\nB="two words" # why\nC=\'#\'\nEMPTY=\n\nnot a line\nD=x=y\n',
  );
  expect(await readEnvFiles(join(folder, '.env'), undefined)).toEqual({
    A: '1',
    B: 'two words',
    C: '#',
    EMPTY: '',
    D: 'x=y',
  });
});

it('takes a path in the folder, and several, of which the last wins', async () => {
  await write('a.env', 'A=1\nB=1\n');
  await write('b.env', 'B=2\n');
  expect(await readEnvFiles(['a.env', 'b.env'], folder)).toEqual({ A: '1', B: '2' });
});

it.each([undefined, null, '', 7, {}, ['', 3], 'none.env', '.'])(
  'takes %j for no variables',
  async (envFile) => {
    expect(await readEnvFiles(envFile, folder)).toEqual({});
  },
);
