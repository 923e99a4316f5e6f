import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { allVersionsVariable } from '../../scripts/testing/plan.ts';
import { findPython, missing, pythonsOfHelper } from './harness/pythons.ts';

const python = fileURLToPath(new URL('../../python/', import.meta.url));
const onPath = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);
const oldest = pythonsOfHelper[0];

function passesItsOwnTests(command: string): void {
  const { status, stderr } = spawnSync(command, ['-m', 'unittest'], {
    cwd: python,
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  expect(stderr).toMatch(/Ran [1-9]\d* tests/);
  expect(status, stderr).toBe(0);
}

it('passes its own tests with the Python on the PATH', () => {
  expect(onPath, 'a Python on the PATH').toBeDefined();
  passesItsOwnTests(onPath ?? '');
}, 300_000);

it.for(process.env[allVersionsVariable] ? pythonsOfHelper : [oldest])(
  'passes its own tests with Python %s',
  { timeout: 300_000 },
  async (line, context) => {
    passesItsOwnTests((await findPython(line)) ?? context.skip(missing(line)));
  },
);
