import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { allowedDifferences } from './allowedDifferences.ts';
import { versionsText } from './compare/allowed.ts';

const docs = readFileSync(new URL('../../docs/mlflow-differences.md', import.meta.url), 'utf8');

it('the docs have the list of allowed differences, each with its reason', () => {
  const rows = docs.split('\n').filter((line) => line.startsWith('| `'));
  expect(rows).toEqual(
    allowedDifferences.map(
      (row) => `| \`${row.path}\` | ${versionsText(row)} | ${row.theirs} | ${row.ours} | ${row.reason} |`,
    ),
  );
});
