import { expect, it } from 'vitest';
import { parentIdFrom, spanIdFrom } from './ids.ts';

it.each([
  ['hex', 'B65B7875207AFAEF', 'b65b7875207afaef'],
  ['hex of MLflow 2', '0x274f8c1f2d3e4a5b', '274f8c1f2d3e4a5b'],
  ['base64 of MLflow 3', 'ZGq3D///X0Q=', '646ab70fffff5f44'],
  ['base64 that begins as hex of MLflow 2 does', '0xZGq3D/X0Q=', 'd31646ab70ff5f44'],
])('a span id in %s', (_, text, hex) => {
  expect(spanIdFrom(text)).toBe(hex);
  expect(parentIdFrom(text)).toBe(hex);
});

it.each([[''], [null], ['0000000000000000'], ['0x0000000000000000']])('%j is no parent', (text) => {
  expect(parentIdFrom(text)).toBeUndefined();
});
