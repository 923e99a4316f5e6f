import { expect, it } from 'vitest';
import { kernelHash } from '../../source/kernelCell.ts';
import { type NotebookCells, ranIn } from './ranCell.ts';

const address = 'vscode-notebook-cell:/w/agent.ipynb#W';
const texts = ['import mlflow', 'def plan(): ...', 'plan()', 'plan()'];
const notebook: NotebookCells = {
  keys: texts.map((text, cell) => ({ cell, hash: kernelHash(text), id: `id-${cell}` })),
  uris: texts.map((_, cell) => `${address}${cell}`),
};

function ran(text: string, cellId?: string): ReturnType<typeof ranIn> {
  const file = `/tmp/ipykernel_4711/${kernelHash(text)}.py`;
  return ranIn({ file, line: 1, ...(cellId !== undefined && { cellId }) }, notebook);
}

it('knows a cell by the text that ran, and one of several with that text by its id', () => {
  expect(ran('def plan(): ...')).toEqual({ cells: new Set([1]), isSame: true });
  expect(ran('plan()')).toEqual({ cells: new Set([2, 3]), isSame: true });
  expect(ran('plan()', `${address}3`)).toEqual({ cells: new Set([3]), likely: 3, isSame: true });
  expect(ran('plan()', 'id-2')).toEqual({ cells: new Set([2]), likely: 2, isSame: true });
});

it('takes the lines of a cell that was edited since as gone', () => {
  expect(ran('def plan(day): ...', `${address}1`)).toEqual({ likely: 1, isSame: false });
  expect(ran('def plan(day): ...')).toEqual({ isSame: false });
});

it('knows where it was moved to by its text, whatever its id says', () => {
  expect(ran('def plan(): ...', `${address}0`)).toEqual({ cells: new Set([1]), isSame: true });
});

it('leaves what ran in another notebook or in a file to that', () => {
  expect(ran('def plan(): ...', 'vscode-notebook-cell:/w/other.ipynb#W1')).toBeUndefined();
  expect(ranIn({ file: '/w/agent.py', line: 1 }, notebook)).toBeUndefined();
});

it('leaves what was recorded nowhere to its name', () => {
  expect(ranIn(undefined, notebook)).toEqual({ isSame: false });
});

it('leaves to its name what a magic ran', () => {
  expect(ranIn({ file: '/w/<timed exec>', line: 2 }, notebook)).toEqual({ isSame: false });
});
