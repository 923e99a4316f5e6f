import { expect, it } from 'vitest';
import { spanOf } from '../../source/testing/spans.ts';
import { failedSpan } from './failedSpan.ts';
import { shortCall } from './shortCall.ts';

const python = `Traceback (most recent call last):
  File "/w/a.py", line 3, in g
    return 1 / 0
           ~~^~~
ZeroDivisionError: division by zero

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/w/a.py", line 9, in f
    g()
  File "/w/b.py", line 2, in h
    raise ValueError("x")
ValueError: x
`;
const node = `Error: x
    at h (/w/b.ts:2:9)
    at next (node:internal/process:1:1)
    at f (/w/a.ts:9:1)
`;

function framesOf(stacktrace: string) {
  const exceptions = [{ type: 'E', message: 'x', stacktrace }];
  return failedSpan(spanOf({ name: 'f', status: 'error', exceptions }))?.frames;
}

it('has the frames of the own code from the inside out, with their text', () => {
  expect(framesOf(python)).toEqual([
    { frame: 2, quoted: 'raise ValueError("x")' },
    { frame: 1, quoted: 'g()' },
    { frame: 0, quoted: 'return 1 / 0' },
  ]);
  expect(framesOf(node)).toEqual([{ frame: 0 }, { frame: 2 }]);
  expect(framesOf('')).toEqual([]);
});

it('tells of the last exception, else of the message; of a span without either nothing', () => {
  const exceptions = [
    { type: 'KeyError', message: 'caught' },
    { type: 'ValueError', message: 'left' },
  ];
  expect(failedSpan(spanOf({ name: 'f', exceptions }))).toMatchObject({
    error: 'ValueError: left',
    exception: 1,
  });
  expect(failedSpan(spanOf({ name: 'f', statusMessage: 'broken' }))).toMatchObject({
    error: 'broken',
    frames: [],
  });
  expect(failedSpan(spanOf({ name: 'f', status: 'error' }))).toBeUndefined();
});

it('writes a call in one short line, whatever its inputs are', () => {
  expect(shortCall('plan', { day: 'x', tips: [1, null, { a: [1] }] })).toBe(
    'plan(day="x", tips=[1, null, {a: […]}])',
  );
  expect(shortCall('plan', null)).toBe('plan');
  expect(shortCall('plan', [1, 2, 3, 4, 5])).toBe('plan([1, 2, 3, 4, …])');
  expect(shortCall('計画', { 都市: '京都' })).toBe('計画(都市="京都")');
  expect(shortCall('plan', { a: 'first\nsecond\u202egnp' })).toBe('plan(a="first second gnp")');
  const large = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`key${at}`, 'v'.repeat(1000)]));
  expect(shortCall('plan', large).length).toBeLessThanOrEqual(160);
});
