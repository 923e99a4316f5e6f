import { expect, it } from 'vitest';
import { readStartOptions } from './options.ts';

const usual = { browser: false, open: true, port: 8355 };

it.each([
  [[], usual],
  [['--no-open'], { ...usual, open: false }],
  [['--browser'], { ...usual, browser: true }],
  [['--port', '9000'], { ...usual, browser: true, port: 9000 }],
])('reads %j', (args, expected) => {
  expect(readStartOptions(args)).toEqual(expected);
});

it.each([[['--port', 'x']], [['--port', '70000']], [['--what']], [['examples']]])('refuses %j', (args) => {
  expect(() => readStartOptions(args)).toThrow();
});
