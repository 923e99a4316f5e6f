import { expect, it } from 'vitest';
import { parseExactJson, parseMarkedJson } from './exactJson.ts';

it.each([
  ['9007199254740991', 9_007_199_254_740_991],
  ['9007199254740993', '9007199254740993'],
  ['-9223372036854775808', '-9223372036854775808'],
  ['[1795230330960060353,1]', ['1795230330960060353', 1]],
  ['{"a":1795230330960060353}', { a: '1795230330960060353' }],
  ['0.12345678901234567890', 0.123_456_789_012_345_68],
  ['12345678901234567890.5', Number('12345678901234567890')],
  ['1e300', 1e300],
  ['12345678901234567e5', Number('12345678901234567e5')],
  ['"1795230330960060353"', '1795230330960060353'],
  ['"a \\" 1795230330960060353 \\\\"', 'a " 1795230330960060353 \\'],
  ['["\\\\",1795230330960060353]', ['\\', '1795230330960060353']],
  ['NaN', 'NaN'],
  [
    '{"a":[NaN,-Infinity,Infinity,1795230330960060353],"NaN":"Infinity"}',
    { a: ['NaN', '-Infinity', 'Infinity', '1795230330960060353'], NaN: 'Infinity' },
  ],
])('%s', (text, expected) => expect(parseExactJson(text)).toEqual(expected));

it.each(['', '{', '"1795230330960060353', '1795230330960060353x', 'NaN NaN', 'NaNa', '{NaN: 1'])(
  '%j is refused',
  (text) => {
    expect(() => parseExactJson(text)).toThrow(/^not JSON: /);
  },
);

it.each<[text: string, value: unknown, mask: unknown]>([
  ['1', 1, undefined],
  ['"1.0"', '1.0', undefined],
  ['{"version":"1.0","n":3.05}', { version: '1.0', n: 3.05 }, undefined],
  ['1.0', 1, 1],
  ['-12.00', -12, 1],
  ['9007199254740993', '9007199254740993', 1],
  ['"9007199254740993"', '9007199254740993', undefined],
  ['[NaN,"NaN"]', ['NaN', 'NaN'], { 0: 1 }],
  ['[1.0,{"a":[2.0,3.0],"b":1}]', [1, { a: [2, 3], b: 1 }], { 0: 1, 1: { a: 1 } }],
  ['[1e2,1.0]', [100, 1], 1],
  ['[1.0e400,1e300,0.1,1.0]', [Number.POSITIVE_INFINITY, 1e300, 0.1, 1], { 3: 1 }],
  ['{"constructor":1.0}', { constructor: 1 }, { constructor: 1 }],
  ['["\\u00001.0",1.0,"\\u0000\\u00002"]', ['\u00001.0', 1, '\u0000\u00002'], { 1: 1 }],
])('marks in %s', (text, value, mask) => expect(parseMarkedJson(text)).toEqual({ value, mask }));

it.each(['01.0', '1.0.0', '.0', '-.0', '1.', '[1.0', '1.0 1.0', '+1.0', '1.0e'])('%s is no JSON', (text) => {
  expect(() => parseMarkedJson(text)).toThrow(/^not JSON: /);
});

it('leaves unmarked what is nested too deep to be kept', () => {
  const deep = `${'['.repeat(50_000)}1.0${']'.repeat(50_000)}`;
  expect(parseMarkedJson(deep).mask).toBeUndefined();
});
