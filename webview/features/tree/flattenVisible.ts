import type { SpanId } from '../../../protocol/model/span.ts';
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
