import { expect, it, vi } from 'vitest';
import type { LogOutputChannel } from 'vscode';
import type { CallsAtParams } from '../../protocol/messages/calls.ts';
import type { SpanRef } from '../../protocol/model/span.ts';

type Run = (...args: readonly unknown[]) => Promise<void>;

const fake = vi.hoisted(() => ({ commands: new Map<string, Run>(), shown: [] as string[] }));
vi.mock('vscode', () => ({
  commands: {
    registerCommand: (name: string, run: Run) => {
      fake.commands.set(name, run);
      return { dispose: () => fake.commands.delete(name) };
    },
  },
  l10n: { t: (text: string, ...values: readonly string[]) => `${text} ${values.join()}` },
  window: { showErrorMessage: async (text: string) => void fake.shown.push(text) },
}));

const { registerRevealSpan } = await import('./revealSpan.ts');

const log = { error: () => undefined } as unknown as LogOutputChannel;
const newest = { traceId: 't', spanId: 's' };
const place: CallsAtParams = { uri: 'file:///w/a.py', line: 7 };

function register(choose: (place: CallsAtParams) => Promise<SpanRef | undefined>): {
  readonly revealed: readonly SpanRef[];
  readonly click: Run;
  readonly dispose: () => void;
} {
  const revealed: SpanRef[] = [];
  const registered = registerRevealSpan({ reveal: (span) => revealed.push(span), choose, log });
  const run = fake.commands.get('sidetrace.revealSpan');
  return { revealed, click: async (...args) => run?.(...args), dispose: () => registered.dispose() };
}

it('shows the span behind a lens, and nothing for what names none', async () => {
  const { revealed, click, dispose } = register(async () => undefined);
  await click({ ...newest, more: 1 });
  for (const nonsense of [undefined, 'x', {}, { traceId: 1, spanId: 's' }]) await click(nonsense);
  expect(revealed).toEqual([newest]);
  dispose();
  expect(fake.commands.size).toBe(0);
});

it('lets the user choose where there are several, and shows nothing where none was chosen', async () => {
  const asked: CallsAtParams[] = [];
  const answers: (SpanRef | undefined)[] = [{ traceId: 't2', spanId: 's2' }, undefined];
  const { revealed, click } = register(async (one) => {
    asked.push(one);
    return answers.shift();
  });
  await click(newest, place);
  await click(newest, place);
  expect(asked).toEqual([place, place]);
  expect(revealed).toEqual([{ traceId: 't2', spanId: 's2' }]);
});

it('says so where the server does not answer', async () => {
  const { revealed, click } = register(() => Promise.reject(new Error('not running')));
  await click(newest, place);
  expect(revealed).toEqual([]);
  expect(fake.shown).toEqual([expect.stringContaining('not running')]);
});
