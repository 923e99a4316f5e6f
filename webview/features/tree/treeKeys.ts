import { assertNever } from '../../../protocol/base/assertNever.ts';
import type { VisibleRow } from './flattenVisible.ts';

export type TreeAction =
  | { readonly type: 'select'; readonly index: number }
  | { readonly type: 'expand' | 'collapse'; readonly index: number }
  | { readonly type: 'expandSiblings'; readonly index: number }
  | { readonly type: 'open'; readonly index: number };

export interface TreeKeyInput {
  readonly key: string;
  readonly rows: readonly VisibleRow[];
  /** -1: none. */
  readonly active: number;
  /** Rows on one page. */
  readonly page: number;
}

const handled = [
  'ArrowDown',
  'ArrowUp',
  'ArrowRight',
  'ArrowLeft',
  'Home',
  'End',
  'PageDown',
  'PageUp',
  'Enter',
  '*',
] as const;
type TreeKey = (typeof handled)[number];

/** Keys of the WAI-ARIA tree pattern (https://www.w3.org/WAI/ARIA/apg/patterns/treeview/). */
export function treeKey(input: TreeKeyInput): TreeAction | undefined {
  const { rows, active } = input;
  const key = handled.find((name) => name === input.key);
  if (!key || rows.length === 0) return undefined;
  if (active < 0) return { type: 'select', index: 0 };
  return act(key, input);
}

function act(key: TreeKey, { rows, active, page }: TreeKeyInput): TreeAction | undefined {
  const select = (index: number): TreeAction => ({
    type: 'select',
    index: Math.max(0, Math.min(rows.length - 1, index)),
  });
  switch (key) {
    case 'ArrowDown':
      return select(active + 1);
    case 'ArrowUp':
      return select(active - 1);
    case 'PageDown':
      return select(active + page);
    case 'PageUp':
      return select(active - page);
    case 'Home':
      return select(0);
    case 'End':
      return select(rows.length - 1);
    case 'ArrowRight':
      return right(rows, active);
    case 'ArrowLeft':
      return left(rows, active);
    case 'Enter':
      return { type: 'open', index: active };
    case '*':
      return { type: 'expandSiblings', index: active };
    default:
      return assertNever(key);
  }
}

function right(rows: readonly VisibleRow[], index: number): TreeAction | undefined {
  const row = rows[index];
  if (!row || row.node.children.length === 0) return undefined;
  return row.expanded ? { type: 'select', index: index + 1 } : { type: 'expand', index };
}

function left(rows: readonly VisibleRow[], index: number): TreeAction | undefined {
  const row = rows[index];
  if (!row) return undefined;
  if (row.expanded) return { type: 'collapse', index };
  const parent = parentIndex(rows, index);
  return parent < 0 ? undefined : { type: 'select', index: parent };
}

export function parentIndex(rows: readonly VisibleRow[], index: number): number {
  const depth = rows[index]?.depth ?? 0;
  for (let at = index - 1; at >= 0; at--) if ((rows[at]?.depth ?? 0) < depth) return at;
  return -1;
}

/** The next row whose name starts with what was typed, going round; -1: none. One letter moves on, more stay. */
export function typeahead(names: readonly string[], active: number, typed: string): number {
  const wanted = typed.toLocaleLowerCase();
  const first = typed.length === 1 ? active + 1 : Math.max(active, 0);
  for (let step = 0; step < names.length; step++) {
    const index = (first + step) % names.length;
    if (names[index]?.toLocaleLowerCase().startsWith(wanted)) return index;
  }
  return -1;
}
