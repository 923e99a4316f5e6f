import { expect, it } from 'vitest';
import { durationText, nanosFromDuration, nanosFromTimestamp, timestampText } from './traceTimes.ts';

it.each([
  ['2026-11-21T02:59:39.766Z', '1795229979766000000'],
  ['2026-11-21T02:59:39Z', '1795229979000000000'],
  ['2026-11-21T02:59:39.123456789Z', '1795229979123456789'],
  ['2026-11-21T03:59:39.5+01:00', '1795229979500000000'],
  ['2026-11-21', undefined],
  ['2026-13-41T02:59:39Z', undefined],
  ['1969-12-31T23:59:59Z', undefined],
  ['9999-12-31T23:59:59Z', undefined],
  ['', undefined],
])('timestamp %j is %s', (text, nanos) => expect(nanosFromTimestamp(text)).toBe(nanos));

it.each([
  ['0s', 0n],
  ['1.258s', 1_258_000_000n],
  ['0.000000001s', 1n],
  ['-1s', undefined],
  ['1.5', undefined],
  ['1e3s', undefined],
])('duration %j is %s', (text, nanos) => expect(nanosFromDuration(text)).toBe(nanos));

it.each([
  [0, '0s'],
  [11, '0.011s'],
  [1258, '1.258s'],
  [11_000, '11s'],
])('%d ms is written %s', (millis, text) => expect(durationText(millis)).toBe(text));

it('writes a time in milliseconds, without a fraction of zero', () => {
  expect(timestampText('1795229979766999999')).toBe('2026-11-21T02:59:39.766Z');
  expect(timestampText('1700000000000000000')).toBe('2023-11-14T22:13:20Z');
});
