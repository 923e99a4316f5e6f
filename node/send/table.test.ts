import { expect, it } from 'vitest';
import type { Changes, Origin, SpanMessage } from '../between/messages.ts';
import { anyValue, nanos, recordOf } from './record.ts';
import { Table } from './table.ts';

const ids = (key: number) => ({
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: key.toString(16).padStart(16, '0'),
});
const origin = (key: number): Origin => ({
  ...ids(key),
  kind: 2,
  start: [1, 5],
  scope: { name: 'app', version: '' },
  thread: { id: 0, name: 'main' },
  call: { file: '/app.js', line: 3 },
});
const start = (key: number, changes: Changes = {}, weight = 1): SpanMessage => ({
  op: 'start',
  key,
  weight,
  origin: origin(key),
  new: { name: `span ${key}`, ...changes },
});
const end = (key: number, changes: Changes = {}): SpanMessage => ({
  op: 'end',
  key,
  weight: 1,
  end: [2, 0],
  new: changes,
});

function told(table: Table): readonly unknown[] {
  const records: unknown[] = [];
  for (let entry = table.next(); entry; entry = table.next()) records.push(recordOf(entry, () => undefined));
  return records;
}

it('tells all at first, then what is new, then the end', () => {
  const table = new Table();
  table.take(start(1, { attributes: { city: 'Paris' } }));
  const heading = { ...ids(1), name: 'span 1', startTimeUnixNano: '1000000005' };
  const scope = { name: 'app', version: '' };
  expect(told(table)).toEqual([
    {
      op: 'start',
      span: { ...heading, kind: 3, attributes: [{ key: 'city', value: { stringValue: 'Paris' } }] },
      scope,
      thread: { id: 0, name: 'main' },
      code: { call: { file: '/app.js', line: 3 } },
    },
  ]);
  const event = { name: 'heard', time: [1, 9], attributes: {} } as const;
  table.take({ op: 'change', key: 1, weight: 1, new: { attributes: { n: 1 }, events: [event] } });
  expect(told(table)).toEqual([
    {
      op: 'update',
      span: {
        ...heading,
        attributes: [{ key: 'n', value: { intValue: '1' } }],
        events: [{ name: 'heard', timeUnixNano: '1000000009', attributes: [] }],
      },
      scope,
    },
  ]);
  table.take(end(1, { status: { code: 2, message: 'bad' } }));
  expect(told(table)).toEqual([
    {
      op: 'end',
      span: {
        ...heading,
        endTimeUnixNano: '2000000000',
        status: { code: 2, message: 'bad' },
        attributes: [],
      },
      scope,
    },
  ]);
  expect([table.isRunning, table.hasNews]).toEqual([false, false]);
});

it('says with each change of an MLflow span that it is one', () => {
  const table = new Table();
  table.take(start(1, { attributes: { 'mlflow.traceRequestId': '"tr-1"', a: '1' } }));
  told(table);
  table.take({ op: 'change', key: 1, weight: 1, new: { attributes: { b: '2' } } });
  const [record] = told(table) as [{ span: { attributes: readonly { key: string }[] } }];
  expect(record.span.attributes.map(({ key }) => key)).toEqual(['b', 'mlflow.traceRequestId']);
});

it('tells what still runs once more, in full', () => {
  const table = new Table();
  table.take(start(1, { attributes: { city: 'Paris' } }));
  table.take(start(2));
  table.take(end(2));
  const first = told(table);
  expect(first).toHaveLength(2);
  table.tellAllAgain();
  expect(told(table)).toEqual([first[0]]);
});

it('forgets the oldest of too many, whose end then says all', () => {
  const table = new Table();
  for (let key = 1; key <= 5003; key++) table.take(start(key));
  expect([table.forgotten, told(table).length]).toEqual([3, 5000]);
  table.take(end(2));
  expect(table.hasNews).toBe(false);
  table.take({ ...end(3, { name: 'span 3' }), origin: origin(3) } as SpanMessage);
  expect(told(table)).toMatchObject([{ op: 'end', span: { ...ids(3), name: 'span 3' } }]);
});

it('holds no more text than it may', () => {
  const table = new Table();
  for (let key = 1; key <= 20; key++) table.take(start(key, {}, (1 << 20) - 9));
  expect(table.forgotten).toBe(4);
  for (let key = 5; key <= 20; key++) table.take(end(key));
  told(table);
  for (let key = 21; key <= 36; key++) table.take(start(key, {}, (1 << 20) - 9));
  expect(table.forgotten).toBe(4);
});

it('keeps what ended only where it may still be told', () => {
  const table = new Table();
  table.take(start(1));
  table.take(end(1));
  table.dropEnded();
  table.keepsEnded = false;
  table.take(start(2));
  table.take(end(2));
  expect(table.hasNews).toBe(false);
});

it.each<[unknown, unknown]>([
  ['a', { stringValue: 'a' }],
  [true, { boolValue: true }],
  [3, { intValue: '3' }],
  [0.5, { doubleValue: 0.5 }],
  [1e300, { doubleValue: 1e300 }],
  [Number.NaN, { doubleValue: 'NaN' }],
  [Number.NEGATIVE_INFINITY, { doubleValue: '-Infinity' }],
  [2n ** 60n, { intValue: '1152921504606846976' }],
  [['a', null], { arrayValue: { values: [{ stringValue: 'a' }, {}] } }],
  [{ a: 1 }, { stringValue: '{"a":1}' }],
])('writes %s as OTLP/JSON', (value, written) => {
  expect(anyValue(value)).toEqual(written);
});

it('counts nanoseconds', () => {
  expect([nanos([1_795_332_483, 183_000_000]), nanos([1, 0.6])]).toEqual([
    '1795332483183000000',
    '1000000001',
  ]);
});
