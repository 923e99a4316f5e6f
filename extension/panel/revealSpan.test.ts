import { expect, it, vi } from 'vitest';
import type { SpanRef } from '../../protocol/model/span.ts';

const fake = vi.hoisted(() => ({
  commands: new Map<string, (argument: unknown) => void>(),
  handler: (_: unknown): void => undefined,
}));
vi.mock('vscode', () => ({
  window: {
    registerUriHandler: (handler: { handleUri: (uri: unknown) => void }) => {
      fake.handler = handler.handleUri;
      return { dispose: () => undefined };
    },
  },
  commands: {
    registerCommand: (name: string, run: (argument: unknown) => void) => {
      fake.commands.set(name, run);
      return { dispose: () => fake.commands.delete(name) };
    },
  },
}));

const { registerRevealSpan, registerSpanUri } = await import('./revealSpan.ts');

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

it('shows the span that an address names, and nothing for other addresses', () => {
  const shown: SpanRef[] = [];
  registerSpanUri((span) => shown.push(span));
  fake.handler({ path: '/span', query: 'trace=t&span=s' });
  fake.handler({ path: '/other', query: 'trace=t&span=s' });
  fake.handler({ path: '/span', query: 'trace=t' });
  fake.handler({ path: '/span', query: `trace=t&span=${encodeURIComponent('../etc/passwd')}` });
  expect(shown).toEqual([{ traceId: 't', spanId: 's' }]);
});
