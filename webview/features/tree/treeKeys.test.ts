import { expect, it } from 'vitest';
import type { SpanEntry } from '../../state/openTrace.ts';
import { buildTree } from './buildTree.ts';
import { flattenVisible } from './flattenVisible.ts';
import { treeKey, typeahead } from './treeKeys.ts';

const parents: Readonly<Record<string, string | undefined>> = { a: undefined, b: 'a', c: 'b', d: 'a' };
const spans = new Map<string, SpanEntry>(
  Object.entries(parents).map(([spanId, parentId], startMs) => {
    const parent = parentId === undefined ? {} : { parentId };
    return [
      spanId,
      { startMs, row: { spanId, ...parent, name: spanId, kind: 'TOOL', status: 'ok', startNs: '0' } },
    ];
  }),
);
/** a ▸ b ▸ c, then d */
const open = flattenVisible(buildTree(spans), new Set());
/** b folded: a, b, d */
const folded = flattenVisible(buildTree(spans), new Set(['b']));

const cases = [
  { key: 'ArrowDown', active: 0, rows: open, expected: { type: 'select', index: 1 } },
  { key: 'ArrowDown', active: 3, rows: open, expected: { type: 'select', index: 3 } },
  { key: 'ArrowUp', active: 0, rows: open, expected: { type: 'select', index: 0 } },
  { key: 'End', active: 0, rows: open, expected: { type: 'select', index: 3 } },
  { key: 'Home', active: 3, rows: open, expected: { type: 'select', index: 0 } },
  { key: 'PageDown', active: 0, rows: open, expected: { type: 'select', index: 2 } },
  { key: 'ArrowRight', active: 1, rows: folded, expected: { type: 'expand', index: 1 } },
  { key: 'ArrowRight', active: 1, rows: open, expected: { type: 'select', index: 2 } },
  { key: 'ArrowRight', active: 2, rows: open, expected: undefined },
  { key: 'ArrowLeft', active: 1, rows: open, expected: { type: 'collapse', index: 1 } },
  { key: 'ArrowLeft', active: 1, rows: folded, expected: { type: 'select', index: 0 } },
  { key: 'ArrowLeft', active: 3, rows: open, expected: { type: 'select', index: 0 } },
  { key: 'Enter', active: 2, rows: open, expected: { type: 'open', index: 2 } },
  { key: '*', active: 1, rows: folded, expected: { type: 'expandSiblings', index: 1 } },
  { key: 'ArrowDown', active: -1, rows: open, expected: { type: 'select', index: 0 } },
  { key: 'ArrowDown', active: -1, rows: [], expected: undefined },
  { key: 'Tab', active: 0, rows: open, expected: undefined },
];

for (const { key, active, rows, expected } of cases) {
  it(`${key} on row ${active} of ${rows.length}`, () => {
    expect(treeKey({ key, rows, active, page: 2 })).toEqual(expected);
  });
}

it.each([
  { typed: 'c', active: 0, found: 2 },
  { typed: 'c', active: 2, found: 3 },
  { typed: 'c', active: 3, found: 2 },
  { typed: 'ch', active: 2, found: 2 },
  { typed: 'x', active: 0, found: -1 },
])('typing "$typed" on row $active finds row $found', ({ typed, active, found }) => {
  expect(typeahead(['Plan', 'tool', 'Chat', 'chain'], active, typed)).toBe(found);
});
