import { expect, it, vi } from 'vitest';
import type { SpanRef } from '../../protocol/model/span.ts';

const fake = vi.hoisted(() => ({ handle: (_: unknown): void => undefined }));
vi.mock('vscode', () => ({
  window: {
    registerUriHandler: (handler: { handleUri: (uri: unknown) => void }) => {
      fake.handle = handler.handleUri;
      return { dispose: () => undefined };
    },
  },
}));

const { registerSpanUri } = await import('./spanUri.ts');

it('shows the span that an address names, and nothing for other addresses', () => {
  const shown: SpanRef[] = [];
  registerSpanUri((span) => shown.push(span));
  fake.handle({ path: '/span', query: 'trace=t&span=s' });
  fake.handle({ path: '/other', query: 'trace=t&span=s' });
  fake.handle({ path: '/span', query: 'trace=t' });
  fake.handle({ path: '/span', query: `trace=t&span=${encodeURIComponent('../etc/passwd')}` });
  expect(shown).toEqual([{ traceId: 't', spanId: 's' }]);
});
