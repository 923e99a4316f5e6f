import { beforeEach, expect, it, vi } from 'vitest';
import type { QuickPickItem, QuickPickOptions } from 'vscode';
import type { CallAt } from '../../protocol/messages/calls.ts';

const fake = vi.hoisted(() => ({
  picks: [] as { readonly items: readonly QuickPickItem[]; readonly options: QuickPickOptions }[],
  pick: 0,
  messages: [] as string[],
}));
vi.mock('vscode', () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replace(/\{(\d+)\}/g, (_, index: string) => String(values[Number(index)])),
  },
  window: {
    showQuickPick: async (items: readonly QuickPickItem[], options: QuickPickOptions) => {
      fake.picks.push({ items, options });
      return items[fake.pick];
    },
    showInformationMessage: async (text: string) => void fake.messages.push(text),
  },
}));

const { chooseCall } = await import('./chooseCall.ts');

beforeEach(() => {
  fake.picks.length = 0;
  fake.messages.length = 0;
});

function call(spanId: string, over: Partial<CallAt> = {}): CallAt {
  return { traceId: 't', spanId, status: 'ok', startedMs: 1_790_000_000_000, durationMs: 840, ...over };
}

it('lists when each call began, what it came to and what it was given', async () => {
  fake.pick = 1;
  const failed = call('s2', { status: 'error', tokens: 3200, usd: 0.0042, text: 'ValueError: $(trash)' });
  const { durationMs: _, ...running } = call('s3', { status: 'running', text: 'day="月曜日"' });
  expect(await chooseCall({ calls: [call('s1'), failed, running], total: 30 })).toEqual({
    traceId: 't',
    spanId: 's2',
  });
  const { items = [], options } = fake.picks[0] ?? {};
  expect(options?.title).toBe('Newest 3 of 30 Calls');
  expect(items.map(({ label }) => label)).toEqual([
    expect.stringMatching(/^\$\(pass\) [\d:]{8}$/),
    expect.stringMatching(/^\$\(error\) /),
    expect.stringMatching(/^\$\(sync\) /),
  ]);
  expect(items.map(({ description }) => description)).toEqual([
    '840 ms',
    'error · 840 ms · 3.2k tok · $0.0042',
    'running',
  ]);
  expect(items[1]?.detail).not.toContain('$(trash)');
  expect(items[2]?.detail).toBe('day="月曜日"');
});

it('asks nothing where there is one call, and says so where there is none', async () => {
  expect(await chooseCall({ calls: [call('s1')], total: 1 })).toMatchObject({ spanId: 's1' });
  expect(fake.messages).toEqual([]);
  expect(await chooseCall({ calls: [], total: 0 })).toBeUndefined();
  expect(fake.messages).toHaveLength(1);
  expect(fake.picks).toEqual([]);
});
