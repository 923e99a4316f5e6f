import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutText, textPiece, valueAt } from './cutText.ts';

it('cuts long strings wherever they are, and says where', () => {
  const value = { name: 'short', inputs: { messages: [{ content: 'x'.repeat(30) }] }, n: 1, none: null };
  expect(cutText(value, 10)).toEqual({
    value: { name: 'short', inputs: { messages: [{ content: 'x'.repeat(10) }] }, n: 1, none: null },
    cut: [{ path: ['inputs', 'messages', 0, 'content'], total: 30 }],
  });
});

it('gives the same object back where nothing is long', () => {
  const value = { a: ['b', { c: 'd' }] };
  expect(cutText(value, 10).value).toBe(value);
});

it('never splits a surrogate pair', () => {
  expect(cutText('ab😀', 3).value).toBe('ab');
  expect(textPiece('ab😀cd', 2, 3)).toBe('😀c');
  expect(textPiece('ab😀cd', 3, 2)).toBe('😀c');
});

it.each<[(string | number)[], unknown]>([
  [['a', 1, 'b'], 'found'],
  [['a', 5], undefined],
  [['a', 1, 'b', 0], undefined],
  [['constructor'], undefined],
  [['a', 'length', 'x'], undefined],
])('reads at a path: %j', (path, expected) => {
  expect(valueAt({ a: [0, { b: 'found' }] }, path)).toBe(expected);
});

it('what is cut can be read on to its end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (text, max) => {
      const { value, cut } = cutText({ deep: [text] }, max);
      let read = value.deep[0] ?? '';
      while (read.length < (cut[0]?.total ?? 0)) read += textPiece(text, read.length, max);
      expect(read).toBe(text);
    }),
  );
});
