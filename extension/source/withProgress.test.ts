import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const fake = vi.hoisted(() => ({ shown: 0, cancel: (): void => undefined }));
vi.mock('vscode', () => ({
  ProgressLocation: { Notification: 15 },
  l10n: { t: (text: string) => text },
  window: {
    withProgress: (_: unknown, work: (progress: unknown, token: unknown) => unknown) => {
      fake.shown += 1;
      const onCancellationRequested = (listener: () => void): void => {
        fake.cancel = listener;
      };
      return work({}, { onCancellationRequested });
    },
  },
}));

const { withProgress } = await import('./withProgress.ts');

beforeEach(() => {
  vi.useFakeTimers();
  fake.shown = 0;
});
afterEach(() => void vi.useRealTimers());

it('says nothing of what is done at once', async () => {
  expect(await withProgress(async () => 'done')).toBe('done');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(fake.shown).toBe(0);
});

it('tells of what takes longer, and withdraws it', async () => {
  const working = withProgress(
    (signal) =>
      new Promise<string>((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('withdrawn')));
      }),
  );
  const ended = expect(working).rejects.toThrow('withdrawn');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(fake.shown).toBe(1);
  fake.cancel();
  await ended;
});
