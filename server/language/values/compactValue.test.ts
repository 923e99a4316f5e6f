import { expect, it } from 'vitest';
import type { JsonValue } from '../../../protocol/base/json.ts';
import { compactArguments, compactValue, cut, jsonWords, pythonWords } from './compactValue.ts';

function json(value: JsonValue, max = 80): string {
  return compactValue(value, max, jsonWords);
}

it.each<[JsonValue, string]>([
  [41.21, '41.21'],
  [1e21, '1e+21'],
  ['say "hi"\n twice', '"say \\"hi\\" twice"'],
  [true, 'true'],
  [null, 'null'],
  [[], '[]'],
  [{}, '{}'],
  [[1, 'a', null], '[1, "a", null]'],
  [{ a: 1, b: { c: [2] } }, '{a: 1, b: {c: [2]}}'],
  ['条件の抽出', '"条件の抽出"'],
])('writes %j as %s', (value, text) => expect(json(value)).toBe(text));

it('writes the words of Python as Python does', () => {
  expect(compactValue([true, false, null], 80, pythonWords)).toBe('[True, False, None]');
});

it('tells less of each part before it leaves parts out, and says how many', () => {
  const person = { name: 'a'.repeat(50), age: 3, tags: ['x', 'y'], city: 'Kyoto', zip: 1 };
  expect(json(person, 100)).toBe(
    '{name: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…", age: 3, tags: ["x", "y"], city: "Kyoto", zip: 1}',
  );
  for (const max of [100, 60, 40, 20, 10]) expect(json(person, max).length).toBeLessThanOrEqual(max);
  expect(json(person, 60)).toMatch(/^\{name: "a+…", age: 3, .*…\d more\}$/);
  expect(json([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15], 30)).toMatch(/^\[1, 2, 3.*, …\d+ more\]$/);
  expect(json([{ a: 'x'.repeat(40) }, { a: 'y'.repeat(40) }], 12)).toBe('[2 items]');
});

it('reads of a long text and a long list no more than it tells', () => {
  expect(json('x'.repeat(5_000_000), 20)).toMatch(/^"x+…"$/);
  const list = Array.from({ length: 1_000_000 }, (_, index) => index);
  expect(json(list, 40)).toContain('more]');
});

it('never cuts within a character', () => {
  for (let max = 1; max < 12; max += 1) {
    expect(cut('👩‍🚀👩‍🚀👩‍🚀', max)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
    expect(json('😀'.repeat(20), max)).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
  }
});

it('keeps one line that reads from left to right', () => {
  expect(json('a\r\nb\tc\u0000d')).toBe('"a b c d"');
  expect(json('safe\u202Egnp.exe')).toBe('"safegnp.exe"');
});

it('shows a chat as its last message', () => {
  const chat = [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: [{ type: 'text', text: 'What is a tip?' }] },
  ];
  expect(json(chat)).toBe('"What is a tip?"');
  expect(json({ messages: chat, model: 'm' })).toBe('{messages: "What is a tip?", model: "m"}');
});

it('writes arguments as a call does, without self', () => {
  const inputs = { self: {}, query: 'tips', k: 3 };
  expect(compactArguments(inputs, 80, pythonWords)).toBe('query="tips", k=3');
  expect(compactArguments([84.5, null], 80, pythonWords)).toBe('84.5, None');
  expect(compactArguments(null, 80, pythonWords)).toBe('');
  expect(compactArguments('as it is', 80, pythonWords)).toBe('"as it is"');
  expect(compactArguments({}, 80, pythonWords)).toBe('');
});
