import { expect, it } from 'vitest';
import { pythonJson } from './pythonJson.ts';

// What Python 3.11 writes.
it.each([
  [{ a: 1, b: [1, 'x', null, true], 'c"': {} }, '{"a": 1, "b": [1, "x", null, true], "c\\"": {}}'],
  [[], '[]'],
  ['größer \u0000\n', '"größer \\u0000\\n"'],
  [1e-9, '1e-09'],
  [0.0001, '0.0001'],
  [0.00001234, '1.234e-05'],
  [1e20, '1e+20'],
  [-1.5e300, '-1.5e+300'],
  [9007199254740991, '9007199254740991'],
  [0, '0'],
])('%j', (value, text) => {
  expect(pythonJson(value)).toBe(text);
  expect(JSON.parse(text)).toEqual(value);
});

it.each([
  [1, 1, '1.0'],
  [0, 1, '0.0'],
  [9007199254740991, 1, '9007199254740991.0'],
  [9007199254740994, undefined, '9007199254740994.0'],
  ['9007199254740993', 1, '9007199254740993'],
  ['9007199254740993', undefined, '"9007199254740993"'],
  ['NaN', 1, 'NaN'],
  [[1, [2, 'x']], { 1: { 0: 1 } }, '[1, [2.0, "x"]]'],
  [[1, [2, 3]], 1, '[1.0, [2.0, 3.0]]'],
  [{ a: 1, b: 1 }, { b: 1 }, '{"a": 1, "b": 1.0}'],
] as const)('%j with the mask %j', (value, mask, text) => {
  expect(pythonJson(value, mask)).toBe(text);
});
