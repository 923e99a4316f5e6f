import { expect, it } from 'vitest';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import { withoutJustAnnounced } from './announced.ts';
import { readDelta } from './deltaReader.ts';
import { holdBack } from './heldRows.ts';
import { mergeRows } from './mergeRows.ts';
import { defaults, parsePersisted } from './persisted.ts';
import { nowRelative, relativeMillis } from './relativeTime.ts';

const row = (traceId: string, start: number, name = traceId): TraceRow => ({
  traceId,
  name,
  status: 'ok',
  startNs: String(1_700_000_000_000_000_000n + BigInt(start)),
  spanCount: 1,
  errorCount: 0,
  revision: 1,
});
const ids = (rows: readonly TraceRow[]): string => rows.map((item) => item.traceId).join(' ');
const known = [row('c', 3), row('b', 2), row('a', 1)];

it('puts new traces where their start says and leaves the others in place', () => {
  expect(ids(mergeRows(known, [row('e', 5), row('d', 4)], new Set(), false))).toBe('e d c b a');
  expect(ids(mergeRows(known, [row('old', 0)], new Set(), false))).toBe('c b a old');
});

it('leaves what is older than the list to the further pages', () => {
  expect(ids(mergeRows(known, [row('old', 0)], new Set(), true))).toBe('c b a');
});

it('replaces a changed row in place, though its start moved', () => {
  const merged = mergeRows(known, [row('b', 9, 'renamed')], new Set(), false);
  expect(merged.map(({ name }) => name)).toEqual(['c', 'renamed', 'a']);
});

it('drops removed rows, also those that changed in the same tick', () => {
  expect(ids(mergeRows(known, [row('b', 2), row('n', 9)], new Set(['b', 'n']), false))).toBe('c a');
});

it('holds new rows back while the list is scrolled down', () => {
  const rows = [row('e', 5), row('d', 4), ...known];
  expect(holdBack(rows, 'c')).toEqual({ shown: known, heldBack: 2 });
  expect(holdBack(rows, undefined)).toEqual({ shown: rows, heldBack: 0 });
  expect(holdBack(rows, 'gone').heldBack).toBe(0);
});

it.each([
  { last: undefined, seq: 1, generation: 'g', verdict: 'gap' },
  { last: { generation: 'g', seq: 4 }, seq: 5, generation: 'g', verdict: 'next' },
  { last: { generation: 'g', seq: 4 }, seq: 4, generation: 'g', verdict: 'old' },
  { last: { generation: 'g', seq: 4 }, seq: 6, generation: 'g', verdict: 'gap' },
  { last: { generation: 'g', seq: 4 }, seq: 5, generation: 'h', verdict: 'gap' },
])('reads delta $generation/$seq after $last as $verdict', ({ last, seq, generation, verdict }) => {
  expect(readDelta(last, { generation, seq, changed: [], removed: [], traceCount: 0 })).toBe(verdict);
});

it('keeps every digit of nanoseconds', () => {
  expect(relativeMillis('1700000000999999999', '1700000001000000001')).toBeCloseTo(0.000002, 9);
  expect(relativeMillis('1700000001000000000', '1700000000000000000')).toBe(-1000);
  expect(nowRelative('1700000000500000000', 1_700_000_002_250)).toBeCloseTo(1750, 6);
});

it.each([undefined, null, 'text', 42, [], { follow: 'yes', collapsed: [1, {}], splits: { wideList: -1 } }])(
  'restores its defaults from %j',
  (stored) => expect(parsePersisted(stored)).toEqual(defaults),
);

it('restores what it saved', () => {
  const saved = {
    ...defaults,
    follow: false,
    traceId: 't',
    spanId: 's',
    tab: 'raw',
    collapsed: ['x'],
    filter: 'agent',
  };
  expect(parsePersisted(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
});

it('waits a moment with what MLflow 2 has only announced, unless there is nothing else', () => {
  const announced = { ...row('r', 5e9), requestId: 'r', spanCount: 0 };
  const others = [row('b', 4e9), row('a', 3e9)];
  const shown = (rows: readonly TraceRow[], millis: number) =>
    ids(withoutJustAnnounced(rows, () => 1_700_000_000_000 + millis));
  expect(shown([announced, ...others], 5100)).toBe('b a');
  expect(shown([announced, ...others], 5250)).toBe('r b a');
  expect(shown([announced], 5100)).toBe('r');
  expect(withoutJustAnnounced(others, () => expect.fail('asked for the time'))).toBe(others);
});
