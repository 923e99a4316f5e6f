import { expect, it } from 'vitest';
import { type LineChange, movedLines } from './movedLines.ts';

function change(first: number, last: number, text: string): LineChange {
  return { range: { start: { line: first }, end: { line: last } }, text };
}

/** Of what stands on lines 1, 5 and 9. */
function moved(...changes: readonly LineChange[]): readonly number[] {
  return movedLines([{ line: 1 }, { line: 5 }, { line: 9 }], changes).map(({ line }) => line);
}

it('moves what is below, keeps what is above, and drops what was changed itself', () => {
  expect(moved(change(3, 3, 'a'))).toEqual([1, 5, 9]);
  expect(moved(change(3, 3, 'a\nb\r\nc'))).toEqual([1, 7, 11]);
  expect(moved(change(3, 4, ''))).toEqual([1, 4, 8]);
  expect(moved(change(5, 5, 'x'))).toEqual([1, 9]);
  expect(moved(change(4, 6, 'x'))).toEqual([1, 7]);
});

it('takes several changes one after the other', () => {
  expect(moved(change(9, 9, 'x'), change(0, 0, '\n'))).toEqual([2, 6]);
});
