import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RawBatch } from '../decode/rawSpan.ts';
import { nodeTimer } from '../nodeTimer.ts';
import { PendingBatches } from './pendingBatches.ts';
import { span } from './testing/spans.ts';

const batch = (name: string): RawBatch => ({ spans: [span(name)], traces: [] });
const full = Object.assign(new Error('database or disk is full'), { code: 'ERR_SQLITE_ERROR', errcode: 13 });
let written: string[][];
let failure: (batch: RawBatch) => Error | undefined;
let errors: unknown[];
let pending: PendingBatches;

beforeEach(() => {
  vi.useFakeTimers();
  written = [];
  errors = [];
  failure = () => undefined;
  const write = (one: RawBatch): void => {
    const error = failure(one);
    if (error !== undefined) throw error;
    written.push(one.spans.map(({ name }) => name));
  };
  pending = new PendingBatches(write, nodeTimer, (error) => errors.push(error));
});

afterEach(() => {
  pending.dispose();
  vi.useRealTimers();
});

describe('batches that wait', () => {
  it('are stored at once, in their order, when no more comes', () => {
    pending.add(batch('a'));
    vi.advanceTimersByTime(8);
    pending.add(batch('b'));
    vi.advanceTimersByTime(8);
    expect(written).toEqual([]);
    vi.runAllTimers();
    expect(written).toEqual([['span a', 'span b']]);
    vi.runAllTimers();
    expect(written).toHaveLength(1);
  });

  it('do not wait for the end of a burst', () => {
    for (let ms = 0; ms < 60; ms += 5) {
      pending.add(batch(`${ms}`));
      vi.advanceTimersByTime(5);
    }
    expect(written).toHaveLength(1);
  });

  it('do not wait where they tell what happens now, but do not write all the time', () => {
    pending.add(batch('a'), { soon: true });
    vi.advanceTimersByTime(1);
    expect(written).toEqual([['span a']]);
    for (let ms = 0; ms < 100; ms += 4) {
      pending.add(batch('b'));
      pending.add(batch('c'), { soon: true });
      vi.advanceTimersByTime(4);
    }
    vi.runAllTimers();
    expect(written.flat()).toHaveLength(51);
    expect(written.length).toBeGreaterThan(3);
    expect(written.length).toBeLessThan(7);
  });

  it('are stored when somebody asks, and when they are many', () => {
    pending.add(batch('a'));
    pending.flush();
    expect(written).toEqual([['span a']]);
    for (let n = 0; n < 256; n++) pending.add(batch(`${n}`));
    expect(written[1]).toHaveLength(256);
    expect(pending.batches).toEqual([]);
  });

  it('stay while the storage fails, and are tried again', () => {
    failure = () => full;
    pending.add(batch('a'));
    expect(() => pending.flush()).toThrow(/full/);
    pending.add(batch('b'));
    vi.advanceTimersByTime(1000);
    expect(pending.batches).toHaveLength(1);
    failure = () => undefined;
    vi.advanceTimersByTime(1000);
    expect(written).toEqual([['span a', 'span b']]);
    expect(errors).toEqual([]);
  });

  it('do not suffer from the one that cannot be stored', () => {
    failure = ({ spans }) => (spans.some(({ name }) => name === 'span bad') ? new Error('bug') : undefined);
    for (const name of ['a', 'bad', 'c']) pending.add(batch(name));
    pending.flush();
    expect(written).toEqual([['span a'], ['span c']]);
    expect(errors).toEqual([expect.objectContaining({ message: 'bug' })]);
    expect(pending.batches).toEqual([]);
  });
});

const large = 256 * 1024;

describe('a large batch', () => {
  it('is stored in a quiet moment, and known before', () => {
    pending.add(batch('large'), { bytes: large });
    pending.add(batch('small'), { bytes: large - 1 });
    vi.advanceTimersByTime(200);
    expect(written).toEqual([['span small']]);
    pending.flush();
    expect(pending.batches).toEqual([batch('large')]);
    vi.advanceTimersByTime(50);
    vi.advanceTimersByTime(0);
    expect(written.slice(1)).toEqual([['span large']]);
    expect(pending.batches).toEqual([]);
  });

  it('is stored with the rest where all is asked for', () => {
    pending.add(batch('large'), { bytes: large });
    pending.catchUp();
    expect(pending.batches).toEqual([batch('large')]);
    pending.flush();
    expect(written).toEqual([['span large']]);
    vi.runAllTimers();
    expect(written).toHaveLength(1);
  });

  it('waits on where it is to be known only', () => {
    pending.defer(() => pending.add(batch('unread'), { bytes: large }), large);
    pending.add(batch('large'), { bytes: large });
    pending.catchUp('small');
    expect(pending.batches).toEqual([batch('large')]);
    pending.catchUp('known');
    expect(pending.batches).toEqual([batch('large'), batch('unread')]);
    pending.flush();
    expect(written).toEqual([]);
    vi.runAllTimers();
    expect(written.flat()).toEqual(['span large', 'span unread']);
  });

  it('is not decoded for an answer that does not count it', () => {
    pending.defer(() => pending.add(batch('artifact')), large, { isKnown: true });
    pending.catchUp('known');
    expect(pending.batches).toEqual([]);
    pending.catchUp();
    expect(pending.batches).toEqual([batch('artifact')]);
  });

  it('waits no second time where it was decoded in a quiet moment', () => {
    pending.defer(() => pending.add(batch('large'), { bytes: large }), large);
    vi.advanceTimersByTime(250);
    vi.advanceTimersByTime(0);
    expect(written).toEqual([['span large']]);
  });
});

describe('work that brings batches', () => {
  const brings = (name: string) => () => pending.add(batch(name));

  it('is done in a quiet moment, and what it brings is stored with what came beside it', () => {
    pending.defer(brings('a'), 10);
    pending.add(batch('b'));
    expect(pending.batches).toHaveLength(1);
    vi.runAllTimers();
    expect(written).toEqual([['span b', 'span a']]);
  });

  it('is done at once where somebody may be watching', () => {
    pending.defer(brings('a'), 10, { soon: true });
    vi.advanceTimersByTime(1);
    expect(written).toEqual([['span a']]);
  });

  it('is done before anything is stored that somebody asks for', () => {
    pending.defer(brings('a'), 10);
    pending.flush();
    expect(written).toEqual([['span a']]);
  });

  it('waits longer where it is large, anew with each request, for two seconds at most', () => {
    pending.defer(brings('large'), large);
    for (let ms = 0; ms < 1900; ms += 100) {
      pending.defer(brings(`${ms}`), 10);
      vi.advanceTimersByTime(100);
      pending.flush();
    }
    expect(written.flat()).not.toContain('span large');
    vi.advanceTimersByTime(100);
    expect(written.at(-1)).toEqual(['span large']);
  });

  it('waits until a program has ended where there is much of it', () => {
    for (let n = 0; n < 16; n++) pending.defer(brings(`${n}`), large);
    vi.advanceTimersByTime(749);
    expect(written).toEqual([]);
    vi.runAllTimers();
    expect(written.flat()).toHaveLength(16);
    pending.defer(brings('less'), large);
    vi.advanceTimersByTime(250);
    vi.advanceTimersByTime(0);
    expect(written.at(-1)).toEqual(['span less']);
  });

  it('is done with the rest where all is asked for, however large', () => {
    pending.defer(brings('large'), large);
    pending.flush();
    expect(written).toEqual([]);
    pending.catchUp();
    expect(pending.batches).toHaveLength(1);
  });

  it('is done at once where it holds too much memory, the oldest first and no more than that', () => {
    const third = 22 * 1024 * 1024;
    for (const name of ['a', 'b']) pending.defer(brings(name), third);
    expect(pending.batches).toEqual([]);
    pending.defer(brings('c'), third);
    expect(pending.batches).toEqual([batch('a')]);
    pending.defer(brings('d'), 65 * 1024 * 1024);
    expect(pending.batches).toEqual(['a', 'b', 'c', 'd'].map(batch));
  });

  it('is logged where it fails, and the others are done', () => {
    pending.defer(() => {
      throw new Error('bad');
    }, 10);
    pending.defer(brings('a'), 10);
    vi.runAllTimers();
    expect(written).toEqual([['span a']]);
    expect(errors).toEqual([expect.objectContaining({ message: 'bad' })]);
  });

  it('takes turns with requests: not everything is stored at once', () => {
    const many = { spans: Array.from({ length: 200 }, (_, n) => span(`${n}`)), traces: [] };
    for (let n = 0; n < 4; n++) pending.defer(() => pending.add(many), 10);
    vi.advanceTimersByTime(10);
    expect(written.map(({ length }) => length)).toEqual([400]);
    vi.runAllTimers();
    expect(written.map(({ length }) => length)).toEqual([400, 400]);
  });
});
