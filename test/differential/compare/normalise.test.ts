import { expect, it } from 'vitest';
import type { JsonObject } from '../../../protocol/base/json.ts';
import { normalise } from './normalise.ts';

const facts = { serverUrl: 'http://127.0.0.1:5000' };
const hex = (digit: string, length = 32): string => digit.repeat(length);
const normalised = (result: JsonObject) => normalise(result, facts);

it('numbers ids, so that the same id stays the same and another one another', () => {
  expect(
    normalised({ a: `tr-${hex('a')}`, b: hex('b'), c: `again ${hex('a')}`, d: `0x${hex('c', 16)}` }),
  ).toEqual({ a: 'tr-<id a 1>', b: '<id b 1>', c: 'again <id a 1>', d: '<id d 1>' });
});

it('knows an id in base64 for the same as in hex digits', () => {
  const base64 = Buffer.from(hex('a'), 'hex').toString('base64');
  expect(normalised({ a: hex('a'), b: base64 })).toEqual({ a: '<id a 1>', b: '<base64 of id a 1>' });
});

it('leaves a commit and words alone', () => {
  const result = { commit: hex('a', 40), word: 'decade', text: 'no-id' };
  expect(normalised(result)).toEqual(result);
});

it('keeps the unit of a time and whether there is one', () => {
  expect(
    normalised({
      ms: 1_795_000_000_123,
      ns: 1.795e18,
      text: '2026-11-21T02:59:39.766Z',
      inText: 'until 1795000000123',
      none: null,
      zero: 0,
      small: 1795,
    }),
  ).toEqual({
    ms: '<ms>',
    ns: '<ns>',
    text: '<time Z>',
    inText: 'until <ms>',
    none: null,
    zero: 0,
    small: 1795,
  });
});

it('keeps that a span starts before it ends', () => {
  const span = { start_time_ns: 1.795e18, end_time_ns: 1.796e18 };
  const never = { start_time_ns: span.end_time_ns, end_time_ns: span.start_time_ns };
  expect(normalised({ span, never })).toMatchObject({
    span: { 'start ≤ end': true },
    never: { 'start ≤ end': false },
  });
});

it('keeps that there is a duration, and of sizes the number of spans', () => {
  expect(
    normalised({
      execution_time_ms: 12,
      execution_duration: null,
      'mlflow.trace.sizeStats': '{"total_size_bytes": 3673, "num_spans": 5, "max": 638}',
    }),
  ).toEqual({
    execution_time_ms: '<duration>',
    execution_duration: null,
    'mlflow.trace.sizeStats': '{"total_size_bytes": <size>, "num_spans": 5, "max": <size>}',
  });
});

it('numbers experiments but the default one, also in addresses of artifacts; the server has no name', () => {
  expect(
    normalised({
      a: { experiment_id: '17' },
      b: { experiment_id: '0' },
      c: 'mlflow-artifacts:/17/models',
      d: 'mlflow-artifacts:/0',
      e: 'http://127.0.0.1:5000/#/experiments',
    }),
  ).toEqual({
    a: { experiment_id: '<experiment 1>' },
    b: { experiment_id: '0' },
    c: 'mlflow-artifacts:/<experiment 1>/models',
    d: 'mlflow-artifacts:/0',
    e: '<server>/#/experiments',
  });
});

it('an observation with more ids leaves those of the next ones alone', () => {
  const next = { b: [hex('b'), hex('c')], c: hex('b') };
  expect(normalised({ a: [hex('a'), hex('d')], ...next })).toMatchObject({
    b: ['<id b 1>', '<id b 2>'],
    c: '<id b 1>',
  });
  expect(normalised({ a: null, ...next })).toMatchObject({ b: ['<id b 1>', '<id b 2>'], c: '<id b 1>' });
});
