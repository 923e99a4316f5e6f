import type { SpanId } from '../../../protocol/model/span.ts';
import type { SpanEntry } from '../../state/openTrace.ts';

export interface TreeNode {
  readonly id: SpanId;
  readonly entry: SpanEntry;
  /** By start. */
  readonly children: readonly TreeNode[];
  /** Names a parent that is not there, or its line of parents goes in a circle. */
  readonly orphan: boolean;
}

export interface SpanTree {
  readonly roots: readonly TreeNode[];
  readonly size: number;
}

interface Growing extends TreeNode {
  readonly children: Growing[];
  orphan: boolean;
}

/**
 * The tree of one trace: each span exactly once, whatever its parents say. Orphans hang under the root, marked, until
 * their parent arrives; without a root they are roots themselves. O(n) but for the sorts of children.
 */
export function buildTree(spans: ReadonlyMap<SpanId, SpanEntry>): SpanTree {
  const nodes = new Map<SpanId, Growing>();
  for (const [id, entry] of spans) nodes.set(id, { id, entry, children: [], orphan: false });
  const roots: Growing[] = [];
  const orphans: Growing[] = [];
  for (const node of nodes.values()) {
    const { parentId } = node.entry.row;
    const parent = parentId === undefined ? undefined : nodes.get(parentId);
    if (parentId === undefined) roots.push(node);
    else if (!parent || parent === node) orphans.push(node);
    else parent.children.push(node);
  }
  orphans.push(...cutCycles(nodes, [...roots, ...orphans]));
  for (const orphan of orphans) orphan.orphan = true;
  roots.sort(byStart);
  const home = roots[0]?.children ?? roots;
  home.push(...orphans);
  for (const node of nodes.values()) if (node.children.length > 1) node.children.sort(byStart);
  if (home === roots) roots.sort(byStart);
  return { roots, size: nodes.size };
}

/** What no root leads to lies in circles, or hangs on one: each circle is cut open once. */
function cutCycles(nodes: ReadonlyMap<SpanId, Growing>, tops: readonly Growing[]): readonly Growing[] {
  const seen = new Set<Growing>();
  for (const top of tops) markReachable(top, seen);
  if (seen.size === nodes.size) return [];
  const cut: Growing[] = [];
  const lost = [...nodes.values()].filter((node) => !seen.has(node)).sort(byStart);
  for (const node of lost) {
    if (seen.has(node)) continue;
    const start = circleOf(node, nodes, seen);
    const parent = nodes.get(start.entry.row.parentId ?? '');
    parent?.children.splice(parent.children.indexOf(start), 1);
    cut.push(start);
    markReachable(start, seen);
  }
  return cut;
}

/** Going up from a lost node ends in its circle; the first span met there is where it is cut. */
function circleOf(node: Growing, nodes: ReadonlyMap<SpanId, Growing>, seen: ReadonlySet<Growing>): Growing {
  const path = new Set<Growing>();
  let at: Growing = node;
  while (!path.has(at)) {
    path.add(at);
    const parent = nodes.get(at.entry.row.parentId ?? '');
    if (!parent || seen.has(parent)) return at;
    at = parent;
  }
  return at;
}

function markReachable(top: Growing, seen: Set<Growing>): void {
  const stack = [top];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    for (const child of node.children) stack.push(child);
  }
}

function byStart(a: TreeNode, b: TreeNode): number {
  const difference = a.entry.startMs - b.entry.startMs;
  if (difference !== 0) return difference;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
