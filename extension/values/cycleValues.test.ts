import { beforeEach, expect, it, vi } from 'vitest';
import type { ValuesMode } from '../../protocol/messages/values.ts';
import type { createFakeVscode } from '../testing/fakeVscode.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { cycleValues } = await import('./cycleValues.ts');

beforeEach(() => {
  fake.current.log.length = 0;
});

it('goes from the last calls to this run, to off, and back, and says where it is', async () => {
  let mode: ValuesMode = 'lastRun';
  const settings = {
    valuesMode: () => mode,
    setValuesMode: async (next: ValuesMode) => {
      mode = next;
    },
  };
  const seen: ValuesMode[] = [];
  for (let press = 0; press < 3; press += 1) {
    await cycleValues(settings);
    seen.push(mode);
  }
  expect(seen).toEqual(['thisRun', 'off', 'lastRun']);
  expect(fake.current.log).toEqual([
    ['statusBar', '$(symbol-variable) Values in the code: this run only'],
    ['statusBar', '$(symbol-variable) Values in the code: off'],
    ['statusBar', '$(symbol-variable) Values in the code: each last call'],
  ]);
});
