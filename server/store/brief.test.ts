import { expect, it } from 'vitest';
import type { JsonValue } from '../../protocol/base/json.ts';
import { briefCall, briefException, briefValue, firstQuestion, oneLine } from './brief.ts';

it.each([
  ['  two\n\n lines\t', 20, 'two lines'],
  [' one line ', 20, 'one line'],
  ['no-break\u00a0space', 20, 'no-break space'],
  ['abcdef', 6, 'abcdef'],
  ['abcdefg', 6, 'abcde…'],
  ['abcd😀fg', 6, 'abcd…'],
  ['x'.repeat(100), 6, 'xxxxx…'],
])('one line of %j in %d', (text, max, expected) => {
  expect(oneLine(text, max)).toBe(expected);
});

it.each<[JsonValue, string]>([
  ['text', 'text'],
  [{ question: 'Why?' }, 'Why?'],
  [{ x: 4 }, 'x: 4'],
  [{ a: 1, b: [true, null], c: { d: 'x' } }, 'a: 1, b: true, null, c: d: x'],
  [{ a: 'x'.repeat(50), b: 1 }, `a: ${'x'.repeat(26)}…`],
  [{}, ''],
  [[], ''],
])('the value %j in a few words', (value, expected) => {
  expect(briefValue(value, 30)).toBe(expected);
});

it.each<[JsonValue, string]>([
  [{ bill_amount: 84.5, tip_percentage: 15 }, '(84.5, 15)'],
  [{ city: 'Kyoto' }, '(Kyoto)'],
  [['a', 1], '(a, 1)'],
  ['text', '(text)'],
  [{}, ''],
  [{ text: 'x'.repeat(50) }, `(${'x'.repeat(28)}…`],
])('the arguments %j as a call shows them', (inputs, expected) => {
  expect(briefCall(inputs, 30)).toBe(expected);
});

it('reads no more of a huge value than it shows', () => {
  const huge = Array.from({ length: 100_000 }, (_, n) => n);
  const guarded = new Proxy(huge, {
    get: (target, key) => {
      if (typeof key === 'string' && Number(key) > 1000) throw new Error(`read item ${key}`);
      return Reflect.get(target, key);
    },
  });
  expect(briefValue(guarded, 20)).toBe('0, 1, 2, 3, 4, 5, 6…');
});

it('asks what the first user message asks', () => {
  const text = (role: 'system' | 'user', words: string) => ({
    role,
    content: [{ type: 'text' as const, text: words }],
  });
  expect(
    firstQuestion([text('system', 'Be brief.'), text('user', ' Why\nso?'), text('user', 'No')], 50),
  ).toBe('Why so?');
  expect(firstQuestion([text('system', 'Be brief.')], 50)).toBeUndefined();
});

it('names an exception with or without a message', () => {
  expect(briefException({ type: 'ValueError', message: 'bad\nvalue' }, 50)).toBe('ValueError: bad value');
  expect(briefException({ type: 'KeyError', message: '' }, 50)).toBe('KeyError');
});
