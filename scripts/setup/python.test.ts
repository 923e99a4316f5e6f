import { expect, it } from 'vitest';
import { makeFakeCommand } from '../testing/fakeCommand.ts';
import { requirePython } from './python.ts';

it('says what to do where there is no Python', async () => {
  await expect(requirePython({ PATH: '/no/such/directory' })).rejects.toThrow(
    /Install one from .*python\.org/,
  );
});

it.each([
  ['too old', 'echo 3.8.10'],
  ['Python 2', 'echo 2.7.18'],
  ['a launcher without a Python', 'exit 127'],
])('does not take one that is %s', async (_, script) => {
  const fake = await makeFakeCommand('python3', script);
  await expect(requirePython({ PATH: fake.bin })).rejects.toThrow('No Python 3.9 or newer');
  await fake.remove();
});

it('takes the first that is new enough', async () => {
  const fake = await makeFakeCommand('python', 'echo 3.9.2');
  await expect(requirePython({ PATH: fake.bin })).resolves.toBe(fake.path);
  await fake.remove();
});
