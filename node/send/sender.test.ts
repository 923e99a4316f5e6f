import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type SpanMessage, slot, slots, state } from '../between/messages.ts';
import { Away, statusIn } from './connection.ts';
import { Sender } from './sender.ts';
import { Table } from './table.ts';

/** A receiver that answers with `status`, or is away while that is undefined. */
class FakeConnection {
  isOpen = false;
  status: number | undefined = 200;
  opened = 0;
  onLost: () => void = () => undefined;
  readonly bodies: string[][] = [];

  async open(): Promise<void> {
    this.opened += 1;
    if (this.status === undefined) throw new Away('refused');
    this.isOpen = true;
  }

  close(): void {
    this.isOpen = false;
  }

  async post(body: string): Promise<number> {
    if (this.status === undefined) throw new Away('closed');
    const [hello, ...lines] = body.split('\n');
    expect(hello).toBe('hello');
    this.bodies.push(
      lines
        .map((line) => JSON.parse(line))
        .map(({ op, span, spanId, at }) =>
          at ? `${op} ${spanId} ${at.file}:${at.line}` : `${op} ${span?.name ?? ''}`.trim(),
        ),
    );
    return this.status;
  }
}

const origin = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  kind: 0,
  start: [1, 0],
  scope: { name: '', version: '' },
  thread: { id: 0, name: 'main' },
} as const;
const start = (key: number): SpanMessage => ({
  op: 'start',
  key,
  weight: 3,
  origin,
  new: { name: `s${key}` },
});
const end = (key: number): SpanMessage => ({ op: 'end', key, weight: 2, end: [2, 0], new: {} });

let connection: FakeConnection;
let shared: Int32Array;
let sender: Sender;
/** Of a file that is not there. */
const texts = { of: () => undefined, take: () => [], forget: () => undefined };

beforeEach(() => {
  vi.useFakeTimers();
  connection = new FakeConnection();
  shared = new Int32Array(new SharedArrayBuffer(slots * 4));
  sender = new Sender({ connection, table: new Table(), texts, hello: 'hello', shared });
});
afterEach(() => vi.useRealTimers());

it('gathers what comes close together, and says what it has taken', async () => {
  sender.take(start(1));
  sender.take(start(2));
  sender.take(end(2));
  expect([shared[slot.taken], shared[slot.takenWeight]]).toEqual([3, 8]);
  await vi.advanceTimersByTimeAsync(50);
  expect(connection.bodies).toEqual([['start s1', 'end s2']]);
  expect(shared[slot.state]).toBe(state.there);
  await vi.advanceTimersByTimeAsync(2000);
  expect([connection.bodies.length, vi.getTimerCount()]).toEqual([1, 0]);
});

it('leaves a receiver that is away in peace, longer each time, and tells what runs when it is back', async () => {
  connection.status = undefined;
  sender.take(start(1));
  sender.take(start(2));
  sender.take(end(2));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(connection.opened).toBeLessThan(12);
  expect(shared[slot.state]).toBe(state.away);
  connection.status = 200;
  await vi.advanceTimersByTimeAsync(15_000);
  expect(connection.bodies).toEqual([['start s1']]);
});

it('keeps what ended for a receiver that was there before, and repeats what was not answered', async () => {
  sender.take(start(1));
  await vi.advanceTimersByTimeAsync(50);
  connection.status = 503;
  sender.take(end(1));
  await vi.advanceTimersByTimeAsync(2000);
  connection.status = 200;
  await vi.advanceTimersByTimeAsync(5000);
  expect(connection.bodies[0]).toEqual(['start s1']);
  expect(connection.bodies.slice(1).every(([line]) => line === 'end s1')).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});

it('looks for the receiver again when it is lost while a span runs, and only then', async () => {
  sender.take(start(1));
  await vi.advanceTimersByTimeAsync(50);
  connection.isOpen = false;
  connection.onLost();
  await vi.advanceTimersByTimeAsync(50);
  expect(connection.bodies).toEqual([['start s1'], ['start s1']]);
  sender.take(end(1));
  await vi.advanceTimersByTimeAsync(50);
  connection.isOpen = false;
  connection.onLost();
  await vi.advanceTimersByTimeAsync(50);
  expect(connection.opened).toBe(2);
});

it('says all at the end of the thread, and that it ends', async () => {
  sender.take(start(1));
  sender.take({ op: 'flush' });
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.bodies).toEqual([['start s1'], ['bye']]);
  expect(shared[slot.flushed]).toBe(1);
  connection.status = undefined;
  sender.take(end(1));
  await vi.advanceTimersByTimeAsync(50);
  sender.take({ op: 'flush' });
  await vi.advanceTimersByTimeAsync(0);
  expect(shared[slot.flushed]).toBe(2);
});

it('says once which spans stand, where nothing is heard for two seconds', async () => {
  const call = { file: '/app.js', line: 3 };
  const placed = (key: number, parentSpanId?: string): SpanMessage => {
    const ids = { spanId: `${key}`.repeat(16), ...(parentSpanId && { parentSpanId }) };
    return { op: 'start', key, weight: 1, origin: { ...origin, ...ids, call }, new: { name: `s${key}` } };
  };
  sender.take(placed(1));
  await vi.advanceTimersByTimeAsync(1500);
  sender.take(placed(2, '1'.repeat(16)));
  await vi.advanceTimersByTimeAsync(1900);
  expect(connection.bodies).toEqual([['start s1'], ['start s2']]);
  await vi.advanceTimersByTimeAsync(200);
  expect(connection.bodies.slice(2)).toEqual([['sample 2222222222222222 /app.js:3']]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect([connection.bodies.length, vi.getTimerCount()]).toEqual([3, 0]);
  sender.take(end(2));
  await vi.advanceTimersByTimeAsync(3000);
  expect(connection.bodies.slice(3)).toEqual([['end s2'], ['sample 1111111111111111 /app.js:3']]);
  sender.take(end(1));
  await vi.advanceTimersByTimeAsync(50);
  expect(vi.getTimerCount()).toBe(0);
});

const silent = { op: 'silent', ratio: 0, setting: null } as const;

it('says after a while, or at the end, that a program makes no spans', async () => {
  sender.take(silent);
  await vi.advanceTimersByTimeAsync(4900);
  expect(connection.bodies).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(connection.bodies).toEqual([['silent']]);
  sender.take(silent);
  sender.take({ op: 'flush' });
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.bodies.slice(1)).toEqual([['silent', 'bye']]);
});

it('does not say so of one that makes some after all', async () => {
  sender.take(silent);
  sender.take(start(1));
  await vi.advanceTimersByTimeAsync(20_000);
  expect(connection.bodies).toEqual([['start s1']]);
});

it('says nothing of spans whose line is not known', async () => {
  sender.take(start(1));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(connection.bodies).toEqual([['start s1']]);
});

it.each<[string, number | string | undefined]>([
  ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}', 200],
  ['HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{', undefined],
  ['HTTP/1.1 20', undefined],
  ['HTTP/1.1 404 Not Found\r\nserver: x\r\ncontent-length: 0\r\n\r\n', 404],
  ['SSH-2.0-OpenSSH\r\n\r\n', 'unreadable'],
  ['HTTP/1.1 200 OK\r\n\r\n{}', 'unreadable'],
])('reads the answer %j', (text, status) => {
  expect(statusIn(text)).toBe(status);
});
