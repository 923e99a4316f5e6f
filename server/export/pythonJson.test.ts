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
