import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Message, Posted } from '../between/messages.ts';
import { createRing } from '../between/ring.ts';
import { Outbox } from '../tell/outbox.ts';
import { Inbox } from './inbox.ts';

const flush: Message = { op: 'flush' };
const change = (key: number, text = ''): Message => ({
  op: 'change',
  key,
  weight: 0,
  new: { attributes: { text } },
});

/** Messages are under way until `arrive`. */
let onWay: Posted[];
let outbox: Outbox;
let inbox: Inbox;
let heard: (number | string)[];

beforeEach(() => {
  vi.useFakeTimers();
  onWay = [];
  heard = [];
  const ring = createRing(1024);
  outbox = new Outbox(ring, (posted) => onWay.push(posted));
  inbox = new Inbox(ring, (message) => heard.push('key' in message ? message.key : message.op));
});
afterEach(() => vi.useRealTimers());

function arrive(): void {
  for (const posted of onWay.splice(0)) inbox.hear(posted);
}

const say = (message: Message): void => outbox.post(JSON.stringify(message));

it('is woken by the first text, and looks by itself until no more come', () => {
  inbox.look();
  say(change(1));
  say(change(2));
  expect(onWay).toEqual([null]);
  arrive();
  expect(heard).toEqual([1, 2]);
  say(change(3));
  expect(onWay).toEqual([]);
  vi.advanceTimersByTime(4);
  expect(heard).toEqual([1, 2, 3]);
  vi.advanceTimersByTime(4);
  expect(vi.getTimerCount()).toBe(0);
  say(change(4));
  expect(onWay).toEqual([null]);
});

it('takes at its start what was told before', () => {
  say(change(1));
  inbox.look();
  expect([heard, onWay]).toEqual([[1], []]);
});

it('keeps the order of texts and messages, whichever comes first', () => {
  say(change(1));
  outbox.post(change(2));
  say(change(3));
  outbox.post(change(4));
  outbox.post(flush);
  inbox.look();
  expect(heard).toEqual([1]);
  arrive();
  expect(heard).toEqual([1, 2, 3, 4, 'flush']);
});

it('sends by message what is long, and what finds no room', () => {
  const all = Array.from({ length: 100 }, (_, key) => key);
  for (const key of all) say(change(key, key === 3 ? 'x'.repeat(5000) : 'some text'));
  expect(onWay.length).toBeGreaterThan(50);
  arrive();
  inbox.look();
  expect(heard).toEqual(all);
});
