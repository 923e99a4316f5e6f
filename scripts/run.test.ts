import { join } from 'node:path';
import { expect, it } from 'vitest';
import { run } from './setup/commands.mjs';

const runner = join(import.meta.dirname, 'run.mjs');

it.each([[[]], [['no-such-task']], [['noSuchTask']], [['../escape']]])(
  'refuses %j and says how it is used',
  async (args) => {
    await expect(run(process.execPath, [runner, ...args])).rejects.toThrow(/ended with 1:\nUsage: /);
  },
);
