import { expect, it } from 'vitest';
import { mergeTables } from './mergeTables.ts';

const table = (...rows: readonly string[]) =>
  ['### One', '', '| SDK | ms |', '| --- | --- |', ...rows].join('\n');

it('replaces the rows that were measured and keeps the others, in the order of versions', () => {
  const old = `## Part\n\ntext\n\n${table('| 2.22.5 | 1 |', '| 3.17.2 | 2 |', '| 3.5.1 | 3 |')}\n\nAll spans arrived.`;
  const made = table('| 3.17.2 | 4 |', '| 3.17.2, synchronous | 5 |');
  const rows = ['| 2.22.5 | 1 |', '| 3.5.1 | 3 |', '| 3.17.2 | 4 |', '| 3.17.2, synchronous | 5 |'];
  expect(mergeTables(old, made)).toBe(table(...rows));
});

it('keeps what the new row has not measured', () => {
  const old = table('| 3.17.2 | 1 | **2** | 3 | yes |');
  const made = table('| 3.17.2 | – | **–** | 4 | – |');
  expect(mergeTables(old, made)).toBe(table('| 3.17.2 | 1 | **2** | 4 | yes |'));
});

it('keeps nothing of a table with other columns, and needs no old one', () => {
  const made = table('| 3.17.2 | 4 |');
  expect(mergeTables('### One\n\n| SDK |\n| --- |\n| 2.22.5 |', made)).toBe(made);
  expect(mergeTables('', made)).toBe(made);
});
