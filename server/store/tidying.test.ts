import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { nodeTimer } from '../nodeTimer.ts';
import { createTidying } from './tidying.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('goes on in short steps while there is something to do, and looks again later', () => {
  const answers = [true, true, false];
  const step = vi.fn(() => answers.shift() ?? false);
  const tidying = createTidying(step, nodeTimer, () => undefined);
  vi.advanceTimersByTime(4_900);
  expect(step).toHaveBeenCalledTimes(0);
  vi.advanceTimersByTime(200);
  expect(step).toHaveBeenCalledTimes(3);
  vi.advanceTimersByTime(120_000);
  expect(step).toHaveBeenCalledTimes(5);
  tidying.dispose();
  vi.advanceTimersByTime(120_000);
  expect(step).toHaveBeenCalledTimes(5);
});

it('tells of a database that fails, and tries again later', () => {
  const failure = new Error('disk full');
  const errors: unknown[] = [];
  const step = vi.fn(() => {
    throw failure;
  });
  const tidying = createTidying(step, nodeTimer, (error) => errors.push(error));
  vi.advanceTimersByTime(66_000);
  expect(errors).toEqual([failure, failure]);
  tidying.dispose();
});
