import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MlflowError } from '../errors.ts';
import { experimentRules } from '../experimentSearch.ts';
import { parseLoggedFilter } from '../loggedFilter.ts';
import { runRules } from '../runSearch.ts';
import { parseTraceFilter } from '../traceFilter.ts';
import { filterClauses } from './filterClauses.ts';

it.each([
  [
    'a = \'x\' AND b != "y"',
    [
      ['a', '=', "'x'"],
      ['b', '!=', '"y"'],
    ],
  ],
  [
    "a='x'b>1",
    [
      ['a', '=', "'x'"],
      ['b', '>', '1'],
    ],
  ],
  [
    'tags.`a b`.c IS NOT NULL and d is null',
    [
      ['tags.`a b`.c', 'IS NOT NULL'],
      ['d', 'IS NULL'],
    ],
  ],
  ["a not  like 'x'", [['a', 'not  like', "'x'"]]],
  ['a NOT IN (\'(\', ")")', [['a', 'NOT IN', '(\'(\', ")")']]],
  ["a IN('x')", [['a', 'IN', "('x')"]]],
  ['a = -1.5e3', [['a', '=', '-1.5e3']]],
  ["a = 'it''s'", [['a', '=', "'it''s'"]]],
  ["tags.order = 'x' AND AND", [['tags.order', '=', "'x'"]]],
  ['', []],
])('reads %s', (filter, expected) => {
  const read = filterClauses(filter).map(({ key, comparator, value }) =>
    value === undefined ? [key, comparator] : [key, comparator, value.written],
  );
  expect(read).toEqual(expected);
});

const words = fc.constantFrom(
  ...[
    "'",
    '"',
    '`',
    '(',
    ')',
    '.',
    ',',
    ';',
    '=',
    '!=',
    '>',
    'LIKE',
    'RLIKE',
    'IN',
    'NOT',
    'IS',
    'NULL',
    'AND',
    'OR',
  ],
  ...[
    'status',
    'name',
    'tags',
    'span',
    'feedback',
    'attributes',
    'text',
    'timestamp',
    'metrics',
    'params',
    '1',
    '-2.5',
  ],
  ...["'x'", "('a','b')", '-', '--', '\\', '%', '_', '[', '*', ' ', '\n', 'é', '😀', '\0'],
);

it.each([
  ['traces', parseTraceFilter],
  ['runs', (filter: string) => parseLoggedFilter(filter, runRules)],
  ['experiments', (filter: string) => parseLoggedFilter(filter, experimentRules)],
])('never throws anything but its refusal for %s', (_, parse) => {
  const filter = fc.oneof(
    fc.array(words, { maxLength: 12 }).map((parts) => parts.join(' ')),
    fc.array(words, { maxLength: 12 }).map((parts) => parts.join('')),
    fc
      .array(
        fc.integer({ min: 0, max: 0xff_ff }).map((code) => String.fromCharCode(code)),
        { maxLength: 40 },
      )
      .map((letters) => letters.join('')),
  );
  fc.assert(
    fc.property(filter, (text) => {
      try {
        parse(text);
      } catch (error) {
        expect(MlflowError.is(error)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

it.each(['(', "'", '`', '(((a', '- ', 'a.', '--\n', 'NOT '])('reads long runs of %s at once', (part) => {
  expect(() => filterClauses(part.repeat(Math.floor(9000 / part.length)))).toThrow(/clause|Invalid filter/);
});
