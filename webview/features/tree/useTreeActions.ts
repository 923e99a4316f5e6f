import { useRef } from 'preact/hooks';
import { assertNever } from '../../../protocol/base/assertNever.ts';
import type { App } from '../../state/app.ts';
import { foldableBelow, type VisibleRow } from './flattenVisible.ts';
import { parentIndex, type TreeAction, treeKey, typeahead } from './treeKeys.ts';

const typingPauseMillis = 600;

export interface TreeActions {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onRowClick: (row: VisibleRow, event: MouseEvent) => void;
  readonly onToggle: (row: VisibleRow, event: MouseEvent) => void;
}

/** What keys and clicks in the tree do. A click selects and shows the line; the keyboard stays in the tree. */
export function useTreeActions(
  app: App,
  rows: readonly VisibleRow[],
  active: number,
  page: number,
): TreeActions {
  const typed = useRef({ text: '', at: 0 });
  const open = (row: VisibleRow, preserveFocus: boolean): void => openRow(app, row, preserveFocus);

  const onType = (event: KeyboardEvent): void => {
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!isLetter) return;
    event.preventDefault();
    const current = rows[active];
    if (event.key === ' ' && current) {
      open(current, true);
      return;
    }
    const fresh = event.timeStamp - typed.current.at > typingPauseMillis;
    typed.current = { text: (fresh ? '' : typed.current.text) + event.key, at: event.timeStamp };
    const names = rows.map((row) => row.node.entry.row.name);
    const row = rows[typeahead(names, active, typed.current.text)];
    if (row) app.selectSpan(row.node.id);
  };

  return {
    onKeyDown(event) {
      if (event.key === 'Escape') {
        app.navigation.unpin();
        return;
      }
      const action = treeKey({ key: event.key, rows, active, page });
      if (!action) {
        onType(event);
        return;
      }
      event.preventDefault();
      act(app, rows, action);
    },
    onRowClick(row, event) {
      if (event.altKey) {
        toggle(app, row, true);
        return;
      }
      app.selectSpan(row.node.id);
      open(row, true);
    },
    onToggle(row, event) {
      event.stopPropagation();
      toggle(app, row, event.altKey);
    },
  };
}

function act(app: App, rows: readonly VisibleRow[], action: TreeAction): void {
  const row = rows[action.index];
  if (!row) return;
  switch (action.type) {
    case 'select':
      app.selectSpan(row.node.id);
      break;
    case 'expand':
      app.setCollapsed([row.node.id], false);
      break;
    case 'collapse':
      app.setCollapsed([row.node.id], true);
      break;
    case 'expandSiblings': {
      const parent = rows[parentIndex(rows, action.index)];
      const siblings = parent?.node.children ?? app.tree.peek().roots;
      const ids = siblings.map((node) => node.id);
      app.setCollapsed(ids, false);
      break;
    }
    case 'open':
      openRow(app, row, false);
      break;
    default:
      assertNever(action);
  }
}

function openRow(app: App, row: VisibleRow, preserveFocus: boolean): void {
  app.source.open({ ...app.regrouping.refOf(row.node.entry), preserveFocus });
}

function toggle(app: App, row: VisibleRow, wholeSubtree: boolean): void {
  app.setCollapsed(wholeSubtree ? foldableBelow([row.node]) : [row.node.id], row.expanded);
}
