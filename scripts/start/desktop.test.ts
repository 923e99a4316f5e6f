import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { examplesDir } from '../setup/examples.ts';
import { makeFakeCommand } from '../testing/fakeCommand.ts';
import { startDesktop } from './desktop.ts';

const launch = { vsix: '/clone/sidetrace.vsix', python: '/venv/bin/python' };
const install = '--install-extension /clone/sidetrace.vsix --force';

it.each([
  [true, [install, `--new-window ${examplesDir}`]],
  [false, [install]],
])('installs the extension and opens the examples (%s)', async (open, expected) => {
  vi.spyOn(console, 'log').mockReturnValue();
  const code = await makeFakeCommand('code', 'echo "$@" >> "$CALLS"');
  const calls = `${code.bin}/calls`;
  await startDesktop(code.path, { ...launch, open, env: { ...process.env, CALLS: calls } });
  expect((await readFile(calls, 'utf8')).trim().split('\n')).toEqual(expected);
  await code.remove();
});

it('shows why VS Code refused', async () => {
  const code = await makeFakeCommand('code', 'echo "not as root"; exit 1');
  await expect(startDesktop(code.path, { ...launch, open: true, env: process.env })).rejects.toThrow(
    'not as root',
  );
  await code.remove();
});
