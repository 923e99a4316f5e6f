import { beforeEach, expect, it, vi } from 'vitest';
import { environmentFor } from '../../protocol/environment.ts';
import type { createFakeVscode } from '../testing/fakeVscode.ts';
import type { JupyterApi, Kernel } from './jupyterApi.ts';

const fake = vi.hoisted(() => ({ current: {} as ReturnType<typeof createFakeVscode> }));
vi.mock('vscode', async () => {
  const { createFakeVscode: create } = await import('../testing/fakeVscode.ts');
  fake.current = create();
  return fake.current.module;
});

const { traceKernel } = await import('./traceKernel.ts');

const environment = environmentFor({ url: 'http://127.0.0.1:5005', helperDir: '/helper', existing: {} });
const uri = { fsPath: '/w/app.ipynb' };
const ran: string[] = [];

/** A kernel that answers any code with this text on its standard output. */
function kernelThat(says: string, language = 'python'): Kernel {
  return {
    language,
    async *executeCode(code) {
      ran.push(code);
      yield {
        items: [{ mime: 'application/vnd.code.notebook.stdout', data: new TextEncoder().encode(says) }],
      };
    },
  };
}

const apiWith = (kernel: Kernel | undefined): JupyterApi => ({
  kernels: { getKernel: async (notebook) => (notebook === (uri as never) ? kernel : undefined) },
});

async function trace(api: JupyterApi | undefined, listening = true): Promise<unknown[]> {
  const injection = { helperDir: '/helper', environment: () => (listening ? environment : undefined) };
  await traceKernel(injection as never, async () => api);
  return fake.current.log.at(-1) ?? [];
}

beforeEach(() => {
  ran.length = 0;
  fake.current.log.length = 0;
  Object.assign(fake.current.given, { trusted: true, choice: 'Trace This Kernel', notebook: { uri } });
});

it('asks, runs the helper in the kernel, and says what came of it', async () => {
  expect(await trace(apiWith(kernelThat('started\n')))).toEqual([
    'information',
    expect.stringContaining('now'),
  ]);
  expect(ran).toEqual([expect.stringContaining('/helper/_sidetrace_late.py')]);
  expect(ran[0]).toContain('http://127.0.0.1:5005');
  expect(fake.current.log[0]?.[0]).toBe('information');
  expect(fake.current.log[0]).toContainEqual(expect.objectContaining({ modal: true }));
});

it('runs nothing without the consent of the user', async () => {
  fake.current.given.choice = undefined;
  await trace(apiWith(kernelThat('started')));
  expect([ran, fake.current.log.length]).toEqual([[], 1]);
});

it.each([
  ['running', 'information', 'already'],
  ['elsewhere', 'warning', 'another window'],
  ['old', 'warning', 'too old'],
  ['', 'warning', 'did not answer'],
])('says what %j means', async (says, kind, text) => {
  expect(await trace(apiWith(kernelThat(says)))).toEqual([kind, expect.stringContaining(text)]);
});

it.each([
  ['no Jupyter extension', undefined, 'Jupyter extension'],
  ['no kernel', apiWith(undefined), 'Run a cell'],
  ['a kernel of R', apiWith(kernelThat('', 'r')), 'this one runs r'],
])('says what to do with %s', async (_, api, text) => {
  expect(await trace(api)).toEqual(['warning', expect.stringContaining(text)]);
  expect(ran).toEqual([]);
});

it.each([
  ['no notebook', { notebook: undefined }, true, 'Open the notebook'],
  ['no trust', { trusted: false }, true, 'not trusted'],
  ['no receiver', {}, false, 'Restart Server'],
])('leaves kernels alone with %s', async (_, given, listening, text) => {
  Object.assign(fake.current.given, given);
  expect(await trace(apiWith(kernelThat('started')), listening)).toEqual([
    'warning',
    expect.stringContaining(text),
  ]);
  expect(ran).toEqual([]);
});
