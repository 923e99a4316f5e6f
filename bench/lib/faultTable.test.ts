import { expect, it } from 'vitest';
import { faultTable } from './faultTable.ts';

const date = '2026-11-29';
const figures = { median: 4.2, most: 60, exit: 200 };

it('has a line for each version and fault, with what a real server costs that is gone', () => {
  const reference = { median: 30_000, most: 30_000 };
  const lines = faultTable([
    { version: '3.5.1', date, fault: 'gone', figures, reference },
    { version: '3.5.1', date, fault: 'slow', figures },
  ]).split('\n');
  expect(lines.slice(-2)).toEqual([
    '| 3.5.1, gone | 2026-11-29 | 4.2 | 60 | 200 | 30,000 | – | yes |',
    '| 3.5.1, slow | 2026-11-29 | 4.2 | 60 | 200 | – | – | yes |',
  ]);
});

it.each([
  ['a call', { median: 51 }],
  ['an exit', { exit: 1001 }],
])('says no where %s takes too long', (_, more) => {
  const row = { version: '3.5.1', date, fault: 'slow', figures: { ...figures, ...more } };
  expect(faultTable([row])).toMatch(/\*\*no\*\* \|$/);
});
