import { expect, it } from 'vitest';
import { differences } from './compare.ts';

it('finds nothing where both are the same, in whatever order the names stand', () => {
  expect(differences({ a: [1, { b: null }], c: {} }, { c: {}, a: [1, { b: null }] })).toEqual([]);
});

it.each([
  ['a value', { a: { b: 1 } }, { a: { b: 2 } }, [{ path: 'a/b', ours: 1, theirs: 2 }]],
  ['a type', { a: '1' }, { a: 1 }, [{ path: 'a', ours: '1', theirs: 1 }]],
  ['a field that is missing', {}, { a: null }, [{ path: 'a', ours: undefined, theirs: null }]],
  ['a field too many', { a: null }, {}, [{ path: 'a', ours: null, theirs: undefined }]],
  ['the length of a list', { a: [1, 2] }, { a: [1] }, [{ path: 'a/1', ours: 2, theirs: undefined }]],
  [
    'an order',
    [1, 2],
    [2, 1],
    [expect.objectContaining({ path: '0' }), expect.objectContaining({ path: '1' })],
  ],
  ['a list for an object', { a: [] }, { a: {} }, [{ path: 'a', ours: [], theirs: {} }]],
  ['an object for nothing', { a: {} }, { a: null }, [{ path: 'a', ours: {}, theirs: null }]],
])('finds %s', (_, ours, theirs, expected) => {
  expect(differences(ours, theirs)).toEqual(expected);
});
