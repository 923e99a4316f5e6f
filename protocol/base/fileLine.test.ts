import { expect, it } from 'vitest';
import { fileLineText } from './fileLine.ts';

it('names a line by its file, and one of a notebook by its cell', () => {
  expect(fileLineText({ file: '/work/app.py', line: 42 })).toBe('app.py:42');
  expect(fileLineText({ file: 'C:\\work\\app.py', line: 1 })).toBe('app.py:1');
  expect(fileLineText({ file: '/tmp/ipykernel_71/382.py', line: 3 })).toBe('cell, line 3');
  expect(fileLineText({ file: '<ipython-input-3-5f>', line: 2 })).toBe('cell, line 2');
});
