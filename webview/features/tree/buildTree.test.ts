import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SpanEntry } from '../../state/openTrace.ts';
import { buildTree, type SpanTree, type TreeNode } from './buildTree.ts';
import { flattenVisible, foldableBelow, parentsOf, visibleIndex } from './flattenVisible.ts';

type Plan = readonly [id: string, parent: string | undefined, startMs: number];

function spansOf(plans: readonly Plan[]): ReadonlyMap<string, SpanEntry> {
  return new Map(
    plans.map(([spanId, parentId, startMs]) => [
      spanId,
      {
        startMs,
        row: {
          spanId,
          ...(parentId !== undefined && { parentId }),
          name: spanId,
          kind: 'CHAIN',
          status: 'ok',
          startNs: '0',
        },
      },
    ]),
  );
}

/** `a(b c(d?))`: children in brackets, `?` behind an orphan. */
function drawn(tree: SpanTree): string {
  const draw = ({ id, orphan, children }: TreeNode): string =>
    `${id}${orphan ? '?' : ''}${children.length > 0 ? `(${children.map(draw).join(' ')})` : ''}`;
  return tree.roots.map(draw).join(' ');
}

const cases: readonly { name: string; plans: readonly Plan[]; expected: string }[] = [
  { name: 'nothing', plans: [], expected: '' },
  {
    name: 'children by start, not by arrival',
    plans: [
      ['c', 'a', 2],
      ['b', 'a', 1],
      ['a', undefined, 0],
    ],
    expected: 'a(b c)',
  },
  {
    name: 'the same start: by id, so that rows never swap',
    plans: [
      ['c', 'a', 1],
      ['b', 'a', 1],
      ['a', undefined, 0],
    ],
    expected: 'a(b c)',
  },
  {
    name: 'an orphan under the root, in its place',
    plans: [
      ['a', undefined, 0],
      ['b', 'gone', 1],
      ['c', 'a', 2],
    ],
    expected: 'a(b? c)',
  },
  {
    name: 'its child stays with it',
    plans: [
      ['a', undefined, 0],
      ['b', 'gone', 1],
      ['c', 'b', 2],
    ],
    expected: 'a(b?(c))',
  },
  {
    name: 'no root yet: orphans are roots',
    plans: [
      ['c', 'gone', 2],
      ['b', 'gone', 1],
    ],
    expected: 'b? c?',
  },
  {
    name: 'several roots',
    plans: [
      ['b', undefined, 1],
      ['a', undefined, 0],
    ],
    expected: 'a b',
  },
  {
    name: 'its own parent',
    plans: [
      ['a', undefined, 0],
      ['b', 'b', 1],
    ],
    expected: 'a(b?)',
  },
  {
    name: 'a circle of two',
    plans: [
      ['a', undefined, 0],
      ['b', 'c', 1],
      ['c', 'b', 2],
    ],
    expected: 'a(b?(c))',
  },
  {
    name: 'a tail on a circle',
    plans: [
      ['t', 'b', 0],
      ['b', 'c', 1],
      ['c', 'b', 2],
    ],
    expected: 'b?(t c)',
  },
];

for (const { name, plans, expected } of cases) {
  it(name, () => expect(drawn(buildTree(spansOf(plans)))).toBe(expected));
}

it('shows each span exactly once, whatever the parents say', () => {
  const id = fc.integer({ min: 0, max: 12 }).map(String);
  const plan = fc.tuple(id, fc.option(id, { nil: undefined }), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.array(plan), (plans) => {
      const spans = spansOf(plans);
      const rows = flattenVisible(buildTree(spans), new Set());
      expect(rows.map((row) => row.node.id).sort()).toEqual([...spans.keys()].sort());
      for (const { position, siblings } of rows) expect(position).toBeLessThanOrEqual(siblings);
    }),
  );
});

it('flattens only what is open, and folds 50,000 spans in a chain', () => {
  const chain = Array.from(
    { length: 50_000 },
    (_, at): Plan => [`s${at}`, at === 0 ? undefined : `s${at - 1}`, at],
  );
  const spans = spansOf(chain);
  const tree = buildTree(spans);
  const rows = flattenVisible(tree, new Set());
  expect(rows).toHaveLength(50_000);
  expect(rows.at(-1)).toMatchObject({ depth: 49_999, expanded: false });
  const folded = flattenVisible(tree, new Set(['s2']));
  expect(folded.map((row) => [row.node.id, row.expanded])).toEqual([
    ['s0', true],
    ['s1', true],
    ['s2', false],
  ]);
  expect(foldableBelow(tree.roots)).toHaveLength(49_999);
  expect(visibleIndex(folded, spans, 's40000')).toBe(2);
  expect(parentsOf(spans, 's3')).toEqual(['s2', 's1', 's0']);
});

it('ends for parents in a circle when it looks for a row', () => {
  const spans = spansOf([
    ['b', 'c', 1],
    ['c', 'b', 2],
  ]);
  expect(visibleIndex([], spans, 'b')).toBe(-1);
  expect(parentsOf(spans, 'b')).toEqual(['c', 'b']);
});
