import { expect, it } from 'vitest';
import type { Delta } from '../../protocol/messages/delta.ts';
import { DeltaBus, type Timer, tickMs } from './deltaBus.ts';

/** A clock that stands until it is told to go on. */
class FakeTimer implements Timer {
  #nowMs = 1000;
  #waiting: { readonly at: number; readonly work: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  after(ms: number, work: () => void) {
    const entry = { at: this.#nowMs + ms, work };
    this.#waiting.push(entry);
    return {
      dispose: () => {
        this.#waiting = this.#waiting.filter((other) => other !== entry);
      },
    };
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    const due = this.#waiting.filter((entry) => entry.at <= this.#nowMs);
    this.#waiting = this.#waiting.filter((entry) => entry.at > this.#nowMs);
    for (const entry of due) entry.work();
  }
}

function setUp() {
  const timer = new FakeTimer();
  const errors: unknown[] = [];
  const bus = new DeltaBus({
    generation: 'g',
    timer,
    traceCount: () => 7,
    onError: (error) => errors.push(error),
  });
  const seen: Delta[] = [];
  bus.subscribe((delta) => seen.push(delta));
  const change = (...changed: readonly string[]) => bus.publish({ changed, removed: [] });
  return { timer, bus, seen, errors, change };
}

it('tells the first change after a quiet time at once', () => {
  const { timer, seen, change } = setUp();
  change('a');
  timer.advance(0);
  expect(seen).toEqual([{ generation: 'g', seq: 1, changed: ['a'], removed: [], traceCount: 7 }]);
  timer.advance(1000);
  change('b');
  timer.advance(0);
  expect(seen.map((delta) => delta.seq)).toEqual([1, 2]);
});

it('tells the rest once a tick, each id once', () => {
  const { timer, seen, change } = setUp();
  change('a');
  timer.advance(0);
  for (let ms = 0; ms < tickMs - 1; ms++) {
    change('a', 'b');
    timer.advance(1);
  }
  expect(seen).toHaveLength(1);
  timer.advance(1);
  expect(seen[1]).toMatchObject({ seq: 2, changed: ['a', 'b'] });
});

it('says nothing when nothing changed', () => {
  const { timer, seen, change } = setUp();
  change();
  timer.advance(1000);
  expect(seen).toEqual([]);
});

it('says of an id only what happened last', () => {
  const { timer, bus, seen, change } = setUp();
  change('a', 'b');
  bus.publish({ changed: ['new'], removed: ['a'] });
  bus.publish({ changed: [], removed: ['c'] });
  change('c');
  timer.advance(0);
  expect(seen[0]).toMatchObject({ changed: ['b', 'new', 'c'], removed: ['a'] });
});

it('numbers what it tells without a gap, and says where it is', () => {
  const { timer, bus, seen, change } = setUp();
  expect(bus.position).toEqual({ generation: 'g', seq: 0 });
  for (const id of ['a', 'b', 'c']) {
    change(id);
    timer.advance(100);
  }
  expect(seen.map((delta) => delta.seq)).toEqual([1, 2, 3]);
  expect(bus.position.seq).toBe(3);
});

it('goes on when a listener throws, and reports it', () => {
  const { timer, bus, errors, change } = setUp();
  const heard: number[] = [];
  bus.subscribe(() => {
    throw new Error('broken view');
  });
  bus.subscribe((delta) => heard.push(delta.seq));
  change('a');
  timer.advance(0);
  expect(heard).toEqual([1]);
  expect(errors).toEqual([new Error('broken view')]);
});

it('is silent to who has left, and after its end', () => {
  const { timer, bus, seen, change } = setUp();
  const heard: Delta[] = [];
  bus.subscribe((delta) => heard.push(delta)).dispose();
  change('a');
  timer.advance(0);
  change('b');
  bus.dispose();
  timer.advance(1000);
  expect([heard, seen.length]).toEqual([[], 1]);
});
