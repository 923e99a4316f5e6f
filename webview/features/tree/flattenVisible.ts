import type { SpanId } from '../../../protocol/model/span.ts';
import type { SpanEntry } from '../../state/openTrace.ts';
import type { SpanTree, TreeNode } from './buildTree.ts';

export interface VisibleRow {
  readonly node: TreeNode;
  /** From 0. */
  readonly depth: number;
  readonly expanded: boolean;
  /** From 1, among its siblings. */
  readonly position: number;
  readonly siblings: number;
}

interface Frame {
  readonly nodes: readonly TreeNode[];
  readonly depth: number;
  next: number;
}

/** The rows a user can see, depth first. Iterative: a chain of 50,000 spans is deeper than the call stack. */
export function flattenVisible(tree: SpanTree, collapsed: ReadonlySet<SpanId>): readonly VisibleRow[] {
  const rows: VisibleRow[] = [];
  const stack: Frame[] = [{ nodes: tree.roots, depth: 0, next: 0 }];
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const node = frame.nodes[frame.next++];
    if (!node) {
      stack.pop();
      continue;
    }
    const expanded = node.children.length > 0 && !collapsed.has(node.id);
    const { depth, next: position, nodes } = frame;
    rows.push({ node, depth, expanded, position, siblings: nodes.length });
    if (expanded) stack.push({ nodes: node.children, depth: depth + 1, next: 0 });
  }
  return rows;
}

/** The row of a span, or of its nearest parent that can be seen where it is folded away; -1: none. */
export function visibleIndex(
  rows: readonly VisibleRow[],
  spans: ReadonlyMap<SpanId, SpanEntry>,
  spanId: SpanId | undefined,
): number {
  const seen = new Set<SpanId>();
  for (let id = spanId; id !== undefined && !seen.has(id); id = spans.get(id)?.row.parentId) {
    seen.add(id);
    const wanted = id;
    const index = rows.findIndex((row) => row.node.id === wanted);
    if (index >= 0) return index;
  }
  return -1;
}

/** The parents of a span up to its root: what has to be open for it to be seen. */
export function parentsOf(spans: ReadonlyMap<SpanId, SpanEntry>, spanId: SpanId): readonly SpanId[] {
  const parents = new Set<SpanId>();
  for (let id = spans.get(spanId)?.row.parentId; id !== undefined && !parents.has(id); ) {
    parents.add(id);
    id = spans.get(id)?.row.parentId;
  }
  return [...parents];
}

/** Ids of a node and all below it that have children: what alt-click folds or opens. */
export function foldableBelow(nodes: readonly TreeNode[]): readonly SpanId[] {
  const ids: SpanId[] = [];
  const stack = [...nodes];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (node.children.length === 0) continue;
    ids.push(node.id);
    for (const child of node.children) stack.push(child);
  }
  return ids;
}
