import { useState } from 'preact/hooks';
import type { TraceId } from '../../../protocol/model/span.ts';
import type { App } from '../../state/app.ts';
import { type ListAction, listKey } from './listKeys.ts';
import { type ListItem, lineOf } from './listRows.ts';

export interface ListActions {
  /** -1: none. */
  readonly active: number;
  readonly activeKey: string | undefined;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onSelect: (item: ListItem) => void;
}

export interface ListActionsInput {
  readonly app: App;
  readonly items: readonly ListItem[];
  /** Rows on one page. */
  readonly page: number;
  readonly rename: (runId: string) => void;
}

/** What keys and clicks in the list do. A trace is shown when it is selected; a run's header only has the cursor. */
export function useListActions({ app, items, page, rename }: ListActionsInput): ListActions {
  const shown = app.regrouping.listedTraceId.value;
  const [header, setHeader] = useState<{ readonly runId: string; readonly shown?: TraceId }>();
  // The cursor is on a header until another trace is shown.
  const runId = header?.shown === shown ? header?.runId : undefined;
  const row = app.traceList.state.value.rows.find(({ traceId }) => traceId === shown);
  const active = lineOf(items, row, runId ?? shown);

  const onSelect = (item: ListItem): void => {
    if (item.type === 'trace') {
      setHeader(undefined);
      app.selectTrace(item.key);
      return;
    }
    setHeader({ runId: item.key, ...(shown === undefined ? {} : { shown }) });
  };
  const toCursor = (item: ListItem | undefined): void => {
    if (item === undefined) return;
    // With a trace that comes the cursor would be gone.
    if (item.type === 'run') app.stopFollowing();
    onSelect(item);
  };
  const act = (action: ListAction): void => {
    const item = items[action.index];
    if (action.type === 'select') toCursor(item);
    else if (action.type === 'follow') app.navigation.unpin();
    else if (item?.type !== 'run') return;
    else if (action.type === 'delete') void app.removal.deleteRun(item.key);
    else if (action.type === 'rename') rename(item.key);
    else app.setRunCollapsed(item.key, action.type === 'collapse');
  };
  return {
    active,
    activeKey: items[active]?.key,
    onKeyDown(event) {
      // Keys of the buttons and of the field inside a row are theirs.
      if (event.target !== event.currentTarget) return;
      const action = listKey({ key: event.key, items, active, page });
      if (action === undefined) return;
      event.preventDefault();
      act(action);
    },
    onSelect(item) {
      onSelect(item);
      if (item.type === 'run') app.setRunCollapsed(item.key, item.expanded);
    },
  };
}
