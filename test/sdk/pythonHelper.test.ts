import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const python = fileURLToPath(new URL('../../python/', import.meta.url));
const command = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);

it('passes its own tests with the Python on the PATH', () => {
  expect(command, 'a Python on the PATH').toBeDefined();
  const { status, stderr } = spawnSync(command!, ['-m', 'unittest'], {
    cwd: python,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  expect(stderr).toMatch(/Ran [1-9]\d* tests/);
  expect(status, stderr).toBe(0);
}, 300_000);
