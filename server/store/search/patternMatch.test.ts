import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Effort, SearchTooLong } from './effort.ts';
import { compilePattern, isMatched } from './patternMatch.ts';
import { PatternError } from './patternSyntax.ts';

function search(pattern: string, text: string): boolean {
  return isMatched(text, compilePattern(pattern), new Effort(1e6));
}

it.each([
  ['abc', 'xabcx', true],
  ['^abc$', 'xabc', false],
  ['a.c', 'a\nc', false],
  ['(?s)a.c', 'a\nc', true],
  ['[a-c]+x', 'bcax', true],
  ['[^a-c]', 'abc', false],
  ['[]a]', ']', true],
  ['[a-]', '-', true],
  ['[\\d-]x', '-x', true],
  ['gpt-\\d(\\.\\d)?$', 'gpt-4.1', true],
  ['(a|b)*c', 'ababc', true],
  ['(?:ab){2,3}$', 'abab', true],
  ['^(?:ab){3}$', 'abab', false],
  ['^a{,2}$', 'aaa', false],
  ['a{x', 'a{x', true],
  ['\\bfoo\\b', 'a foo b', true],
  ['\\bfoo\\b', 'afoo', false],
  ['\\Bo', 'foo', true],
  ['(?i)ÄB', 'äb', true],
  ['(?m)^b$', 'a\nb\nc', true],
  ['a$', 'a\n', true],
  ['a\\Z', 'a\n', false],
  ['\\w+', 'é', true],
  ['\\x41\\u0042', 'AB', true],
  ['(?P<n>a)b', 'ab', true],
  ['a*?b', 'aab', true],
  ['', '', true],
  ['x|', 'y', true],
  ['^.$', '😀', true],
])('%j in %j', (pattern, text, expected) => expect(search(pattern, text)).toBe(expected));

it.each([
  ['(?=a)', 'unsupported'],
  ['(a)\\1', 'unsupported'],
  ['(?i:a)', 'unsupported'],
  ['a{2000}{2000}', 'invalid'],
  ['(?:a{2000}){2000}', 'unsupported'],
  ['('.repeat(200), 'unsupported'],
  ['(a', 'invalid'],
  ['a)', 'invalid'],
  ['[a', 'invalid'],
  ['*a', 'invalid'],
  ['a**', 'invalid'],
  ['\\q', 'invalid'],
  ['[z-a]', 'invalid'],
  ['a\\', 'invalid'],
])('refuses %j', (pattern, code) => {
  expect(() => compilePattern(pattern)).toThrow(expect.objectContaining({ name: 'PatternError', code }));
});

it('agrees with the regular expressions of JavaScript', () => {
  const unit = fc.constantFrom(
    'a',
    'b',
    '(',
    ')',
    '|',
    '*',
    '+',
    '?',
    '.',
    '^',
    '$',
    '[ab]',
    '[^a]',
    '{1,2}',
  );
  const source = fc.string({ unit, maxLength: 8 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(source, text, (pattern, subject) => {
      fc.pre(!/^\(\?a+\)/.test(pattern)); // A flag of Python's that JavaScript does not have.
      try {
        compilePattern(pattern);
      } catch (error) {
        expect(PatternError.is(error)).toBe(true);
        return;
      }
      // JavaScript reads all that we read of these.
      expect(search(pattern, subject)).toBe(new RegExp(pattern).test(subject));
    }),
    { numRuns: 2000 },
  );
});

it('never throws anything but its refusal', () => {
  fc.assert(
    fc.property(
      fc
        .array(
          fc.integer({ min: 0, max: 0xff_ff }).map((code) => String.fromCharCode(code)),
          { maxLength: 30 },
        )
        .map((letters) => letters.join('')),
      (pattern) => {
        try {
          compilePattern(pattern);
        } catch (error) {
          expect(PatternError.is(error)).toBe(true);
        }
      },
    ),
  );
});

it('takes what makes others backtrack for ever in linear steps', () => {
  const steps = (length: number) => length * 500;
  const hostile = compilePattern('^(a+)+(a|a)*(a*)*$');
  expect(isMatched(`${'a'.repeat(5000)}!`, hostile, new Effort(steps(5001)))).toBe(false);
  expect(() => isMatched('a'.repeat(5000), hostile, new Effort(5000))).toThrow(SearchTooLong);
});
