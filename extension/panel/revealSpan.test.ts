import { expect, it, vi } from 'vitest';
import type { SpanRef } from '../../protocol/model/span.ts';

const fake = vi.hoisted(() => ({ commands: new Map<string, (argument: unknown) => void>() }));
vi.mock('vscode', () => ({
  commands: {
    registerCommand: (name: string, run: (argument: unknown) => void) => {
      fake.commands.set(name, run);
      return { dispose: () => fake.commands.delete(name) };
    },
  },
}));

const { registerRevealSpan } = await import('./revealSpan.ts');

it('shows the span behind a lens, and nothing for what names none', () => {
  const shown: SpanRef[] = [];
  const registered = registerRevealSpan((span) => shown.push(span));
  const run = fake.commands.get('sidetrace.revealSpan');
  run?.({ traceId: 't', spanId: 's', more: 1 });
  for (const nonsense of [undefined, 'x', {}, { traceId: 1, spanId: 's' }]) run?.(nonsense);
  expect(shown).toEqual([{ traceId: 't', spanId: 's' }]);
  registered.dispose();
  expect(fake.commands.size).toBe(0);
});
