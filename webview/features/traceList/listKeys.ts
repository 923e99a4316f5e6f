import type { ListItem } from './listRows.ts';

export type ListAction =
  | { readonly type: 'select'; readonly index: number }
  | { readonly type: 'expand' | 'collapse' | 'rename' | 'delete' | 'follow'; readonly index: number };

export interface ListKeyInput {
  readonly key: string;
  readonly items: readonly ListItem[];
  /** -1: none. */
  readonly active: number;
  /** Rows on one page. */
  readonly page: number;
}

/**
 * Keys of the WAI-ARIA treegrid pattern whose rows have the focus (https://www.w3.org/WAI/ARIA/apg/patterns/treegrid/),
 * and VS Code's own for renaming and deleting. `undefined`: not a key of this list.
 */
export function listKey(input: ListKeyInput): ListAction | undefined {
  const { key, items, active } = input;
  if (items.length === 0) return undefined;
  if (key === 'Escape') return { type: 'follow', index: active };
  const index = moved(input);
  if (index !== undefined) {
    return { type: 'select', index: Math.max(0, Math.min(items.length - 1, index)) };
  }
  const item = items[active];
  if (item?.type === 'run') return onHeader(key, item.expanded, active);
  if (key !== 'ArrowLeft' || item?.level !== 2) return undefined;
  return { type: 'select', index: headerAbove(items, active) };
}

function moved({ key, items, active, page }: ListKeyInput): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return active + 1;
    case 'ArrowUp':
      return active - 1;
    case 'PageDown':
      return active + page;
    case 'PageUp':
      return active - page;
    case 'Home':
      return 0;
    case 'End':
      return items.length - 1;
    default:
      return undefined;
  }
}

function onHeader(key: string, expanded: boolean, index: number): ListAction | undefined {
  switch (key) {
    case 'ArrowRight':
      return expanded ? { type: 'select', index: index + 1 } : { type: 'expand', index };
    case 'ArrowLeft':
      return expanded ? { type: 'collapse', index } : undefined;
    case 'Enter':
    case ' ':
      return { type: expanded ? 'collapse' : 'expand', index };
    case 'F2':
      return { type: 'rename', index };
    case 'Delete':
      return { type: 'delete', index };
    default:
      return undefined;
  }
}

function headerAbove(items: readonly ListItem[], from: number): number {
  for (let index = from - 1; index >= 0; index--) if (items[index]?.type === 'run') return index;
  return from;
}
