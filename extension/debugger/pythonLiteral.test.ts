import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pythonLiteral, pythonTuple } from './pythonLiteral.ts';

it.each([
  [null, 'None'],
  [true, 'True'],
  [false, 'False'],
  [187.32, '187.32'],
  [-0.5, '-0.5'],
  [1e21, '1e+21'],
  [Number.POSITIVE_INFINITY, "float('inf')"],
  [Number.NaN, "float('NaN')"],
  ['plain', "'plain'"],
  ["it's", '"it\'s"'],
  ['"it\'s"', "'\"it\\'s\"'"],
  ['a\\b\n\t\u0000', "'a\\\\b\\n\\t\\x00'"],
  ['小菜 😀', "'小菜 😀'"],
  ['\u2028\ud800', "'\\u2028\\ud800'"],
  [[], '[]'],
  [{ a: [null, { "b'": 1 }] }, "{'a': [None, {\"b'\": 1}]}"],
])('writes %j', (value, literal) => {
  expect(pythonLiteral(value)).toBe(literal);
});

it('keeps the comma of a tuple of one', () => {
  expect([[], [1], [1, 'a']].map(pythonTuple)).toEqual(['()', '(1,)', "(1, 'a')"]);
});

it('writes what Python reads back as the same value', () => {
  const values = fc.sample(fc.jsonValue(), { numRuns: 300, seed: 7 });
  const pairs = JSON.stringify(values.map((value) => [pythonLiteral(value as never), value]));
  const program =
    'import ast,json,sys\nfor text, value in json.load(sys.stdin): assert ast.literal_eval(text) == value, text';
  execFileSync('python3', ['-c', program], { input: pairs });
});
