import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatUsd } from './format.ts';

it.each([
  [0, '0 ms'],
  [0.32, '320 µs'],
  [839.6, '840 ms'],
  [999.4, '999 ms'],
  [999.6, '1.00 s'],
  [1240, '1.24 s'],
  [9996, '10.0 s'],
  [125_000, '2 min 05 s'],
  [3_720_000, '1 h 02 min'],
  [-1, '–'],
  [Number.NaN, '–'],
])('duration %d ms reads %s', (millis, text) => expect(formatDuration(millis)).toBe(text));

it.each([
  [912, '912'],
  [3200, '3.2k'],
  [9960, '10k'],
  [41_000, '41k'],
  [1_200_000, '1.2M'],
])('count %d reads %s', (count, text) => expect(formatCount(count)).toBe(text));

it.each([
  [0, '$0.00'],
  [0.0042, '$0.0042'],
  [1.2, '$1.20'],
])('%d dollars read %s', (usd, text) => expect(formatUsd(usd)).toBe(text));

it.each([
  [512, '512 B'],
  [9800, '9.8 KB'],
  [1_200_000, '1.2 MB'],
])('%d bytes read %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
