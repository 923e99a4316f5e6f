import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Effort, SearchTooLong } from './effort.ts';
import { isLike, lowerAscii } from './like.ts';

it.each([
  ['abc', 'abc', true],
  ['abc', 'ab', false],
  ['abc', 'a%', true],
  ['abc', '%c', true],
  ['abc', '%b%', true],
  ['abc', 'a_c', true],
  ['abc', '___', true],
  ['abc', '____', false],
  ['a😀c', 'a_c', true],
  ['ab ab', 'ab%ab', true],
  ['ab', 'ab%ab', false],
  ['aXbXc', 'a%_b%_c', true],
  ['', '', true],
  ['', '%', true],
  ['', '_', false],
  ['a%c', 'a%c', true],
  ['Abc', 'abc', false],
])('%j LIKE %j', (text, pattern, expected) => {
  expect(isLike(text, pattern, new Effort(1e6))).toBe(expected);
});

it('agrees with a regular expression', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '%', '_'), maxLength: 6 });
  fc.assert(
    fc.property(letters, pattern, (text, like) => {
      const regex = new RegExp(`^${like.replaceAll('%', '.*').replaceAll('_', '.')}$`, 's');
      expect(isLike(text, like, new Effort(1e6))).toBe(regex.test(text));
    }),
  );
});

it('gives up on a hostile pattern', () => {
  const search = () => isLike('a'.repeat(100_000), `%${'a_'.repeat(5000)}b%`, new Effort(1_000_000));
  expect(search).toThrow(SearchTooLong);
});

it('lowers ASCII only', () => expect(lowerAscii('ÄBC')).toBe('Äbc'));
