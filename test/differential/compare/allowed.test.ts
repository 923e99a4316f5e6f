import { expect, it } from 'vitest';
import { type AllowedDifference, allowing, versionsText } from './allowed.ts';

const row: AllowedDifference = { path: 'errors/*/message', ours: '', theirs: '', reason: '' };
const version = { number: [3, 5, 1] } as const;

it.each([
  ['errors/*/message', 'missing run/message', true],
  ['errors/*/message', 'missing run/code', false],
  ['errors/*/message', 'missing/run/message', false],
  ['errors/**/message', 'missing/run/message', true],
  ['errors/**', 'whatever/there', true],
  ['errors/mlflow.x', 'mlflow.x', true],
  ['errors/mlflow.x', 'mlflow-x', false],
  ['other/**', 'missing run/message', false],
])('%s, given %s', (pattern, path, expected) => {
  const found = allowing(
    [{ ...row, path: pattern }],
    { path, ours: 1, theirs: 2 },
    { program: 'errors', version },
  );
  expect(found !== undefined).toBe(expected);
});

it.each([
  [{}, true, 'all'],
  [{ from: [3, 5] }, true, '3.5 and up'],
  [{ from: [3, 6] }, false, '3.6 and up'],
  [{ to: [3, 5] }, true, 'up to 3.5'],
  [{ to: [2, 22] }, false, 'up to 2.22'],
  [{ from: [3, 2], to: [3, 11] }, true, '3.2 – 3.11'],
  [{ from: [3, 5], to: [3, 5] }, true, '3.5'],
] as const)('versions %j', (range, expected, text) => {
  const limited = { ...row, ...range };
  const given = { path: 'a/message', ours: 1, theirs: 2 };
  expect(allowing([limited], given, { program: 'errors', version }) !== undefined).toBe(expected);
  expect(versionsText(limited)).toBe(text);
});
