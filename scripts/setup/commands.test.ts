import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, it } from 'vitest';
import { findOnPath, prependPath, run, withoutNpmContext } from './commands.mjs';

it('returns what a command printed', async () => {
  await expect(run(process.execPath, ['-e', 'console.log("out"); console.error("err")'])).resolves.toMatch(
    /out|err/,
  );
});

it('shows the output of a command that failed', async () => {
  const failing = run(process.execPath, ['-e', 'console.error("the reason"); process.exit(3)']);
  await expect(failing).rejects.toThrow(/ended with 3:\nthe reason/);
});

it('says so when the command does not exist', async () => {
  await expect(run('/no/such/command', [])).rejects.toThrow('ENOENT');
});

it('searches prepended directories first', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'sidetrace-path-'));
  const command = join(dir, process.platform === 'win32' ? 'node.exe' : 'node');
  await writeFile(command, '');
  await chmod(command, 0o755);
  expect(findOnPath('node', prependPath(process.env, [dir]))).toBe(command);
  expect(findOnPath('node', { PATH: ['/no/such', dir].join(delimiter) })).toBe(command);
  expect(findOnPath('no-such-command-at-all')).toBeUndefined();
  await rm(dir, { recursive: true });
});

it('keeps the user’s npm settings and drops what the outer npm says about itself', () => {
  const own = { PATH: '/bin', npm_config_registry: 'https://registry.example' };
  const outer = {
    npm_config_user_agent: 'npm/10 node/v20',
    npm_package_name: 'sidetrace',
    NODE: '/usr/bin/node',
  };
  expect(withoutNpmContext({ ...own, ...outer })).toEqual(own);
});
