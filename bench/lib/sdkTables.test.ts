import { expect, it } from 'vitest';
import { eachVersion, planSdk, sizeOf } from './sdkPlan.ts';
import { type Sample, sdkTables, type Target } from './sdkTables.ts';

function tableOf(
  title: string,
  version: string,
  figures: Partial<Record<Target, readonly number[]>>,
  what: string,
) {
  const [row] = planSdk([version]).rows;
  if (row === undefined) throw new Error(`no row for ${version}`);
  const samples = Object.entries(figures).flatMap(([target, values]) =>
    values.map((ms, round): Sample => ({ row, target: target as Target, what, round, ms })),
  );
  const section =
    sdkTables(samples, '2026-11-29')
      .split('### ')
      .find((text) => text.startsWith(title)) ?? '';
  return section.trim().split('\n').at(-1);
}

it('compares each round with its floor, and what is added with what the real server adds', () => {
  const figures = {
    off: [1],
    idle: [9, 3, 4],
    sidetrace: [9.9, 3.3, 8],
    mlflow: [35],
    idleRun: [2],
    sidetraceRun: [2],
    idleRunAgain: [2.5],
    idleAgain: [9, 3, 3],
  };
  expect(tableOf('One of 200', '3.5.1', figures, 'nested')).toBe(
    '| 3.5.1 | 2026-11-29 | – | 1 | 2 | **2** | 1.00 × | 1.25 × | 4 | **8** | 1.10 × | 1.00 × | 35 | 34.00 × | 4.86 × | yes | **no** |',
  );
});

it('says what the best of servers would save, where that is less than what is asked for', () => {
  const figures = { off: [1], idle: [9], sidetrace: [10], mlflow: [40], idleRun: [5], sidetraceRun: [7] };
  const row = tableOf('One of 200', '3.5.1', figures, 'nested');
  expect(row).toContain('| 6.50 × | 4.33 ×, bounded: 4.88 × | **no** | yes |');
});

it.each([
  ['more than a fifth above the floor', { idle: [10], sidetrace: [13] }],
  ['more than the seconds that the trace may take', { idle: [10_000], sidetrace: [10_001] }],
  [
    'less than five times better than the real server',
    { off: [1], idle: [9], sidetrace: [9.5], mlflow: [42] },
  ],
])('says no: %s', (_, figures) => {
  expect(tableOf('One trace of 2,001', '3.5.1', figures, 'wide')).toMatch(/\| – \| \*\*no\*\* \|$/);
});

it('asks for no more than a server that does nothing reaches', () => {
  const row = tableOf('One trace of 2,001', '3.5.1', { idle: [10_001], sidetrace: [11_000] }, 'wide');
  expect(row).toMatch(/\| – \| yes \|$/);
});

it('runs the versions that send in the background also synchronously, and knows its options', () => {
  const { rows, withMlflowServer } = planSdk(['3.8.1', '3.12.0', '--no-mlflow-server']);
  expect(rows.map(({ version, isSetToWait, waits }) => [version.name, isSetToWait, waits])).toEqual([
    ['3.8.1', false, true],
    ['3.12.0', false, false],
    ['3.12.0', true, true],
  ]);
  expect(withMlflowServer).toBe(false);
  expect(planSdk(['3.8.1', '--run-only'])).toMatchObject({ withMlflowServer: true, withPlain: false });
  expect(() => planSdk(['9.9.9'])).toThrow('No version 9.9.9');
  expect(eachVersion(['3.8.1', '--run-only', '3.5.1'])).toEqual([
    ['3.8.1', '--run-only'],
    ['3.5.1', '--run-only'],
  ]);
  expect(eachVersion([], ['3.8.1'])).toEqual([['3.8.1']]);
});

it('knows what a turn makes', () => {
  expect(sizeOf(['nested:50', 'wide:2000', '1MB:5'])).toEqual({ traces: 56, spans: 2506 });
});
