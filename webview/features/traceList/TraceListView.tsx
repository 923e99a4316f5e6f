import { useMemo, useRef, useState } from 'preact/hooks';
import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import { useApp } from '../../widgets/appContext.ts';
import { useReveal, useVirtualRows, type VirtualRows } from '../../widgets/useVirtualRows.ts';
import { FreshPill, ListProblem, NoMatch } from './listNotes.tsx';
import { type ListItem, listItems } from './listRows.ts';
import { RunRowView } from './RunRowView.tsx';
import { TraceRowView } from './TraceRowView.tsx';
import { useListActions } from './useListActions.ts';

export interface TraceListProps {
  readonly twoLines: boolean;
  /** Traces alone, to look at and not to keep or remove: a notebook's frame. */
  readonly plain?: boolean;
}

/** The list of traces by their runs, newest first: one line each where it is narrow, two where it has a column of its own. */
export function TraceListView({ twoLines, plain = false }: TraceListProps) {
  const app = useApp();
  const scroller = useRef<HTMLDivElement>(null);
  const [renaming, setRenaming] = useState<string | undefined>(undefined);
  const items = useItems(app, plain);
  const rowHeight = twoLines ? 40 : 22;
  const virtual = useVirtualRows({ count: items.length, rowHeight, scroller });
  const { active, activeKey, onKeyDown, onSelect } = useListActions({
    app,
    items,
    page: virtual.pageRows,
    rename: setRenaming,
  });
  useReveal(virtual, active, activeKey, !app.navigation.follow.peek());
  const onRenamed = (): void => {
    setRenaming(undefined);
    scroller.current?.focus();
  };
  return (
    <section class="trace-list" aria-label={strings.list.label}>
      <ListProblem app={app} />
      <div
        ref={scroller}
        class={`scroller ${twoLines ? 'two-lines' : ''}`}
        role="treegrid"
        aria-label={strings.list.label}
        aria-activedescendant={activeKey === undefined ? undefined : rowId(activeKey)}
        aria-readonly="true"
        aria-rowcount={items.length}
        data-traces={app.held.value.shown.length}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={(event) => onScroll(app, event.currentTarget)}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: a `<tbody>` lives in a table only */}
        <div class="rows" role="rowgroup" style={{ height: `${virtual.totalHeight}px` }}>
          {drawRows(items, virtual, { rowHeight, active, plain, renaming, onSelect, onRenamed, setRenaming })}
        </div>
      </div>
      <FreshPill app={app} scroller={() => scroller.current} />
      <NoMatch app={app} />
    </section>
  );
}

function useItems(app: App, plain: boolean): readonly ListItem[] {
  const { shown } = app.held.value;
  const { runs } = app.traceList.state.value;
  const flat = plain || app.navigation.flat.value;
  const collapsed = app.navigation.collapsedRuns.value;
  return useMemo(() => listItems(shown, runs, { flat, collapsed }), [shown, runs, flat, collapsed]);
}

interface Drawing {
  readonly rowHeight: number;
  readonly active: number;
  readonly plain: boolean;
  readonly renaming: string | undefined;
  readonly onSelect: (item: ListItem) => void;
  readonly onRenamed: () => void;
  readonly setRenaming: (runId: string) => void;
}

function drawRows(items: readonly ListItem[], virtual: VirtualRows, drawing: Drawing) {
  return virtual.items.map(({ index, start: top }) => {
    const item = items[index];
    if (!item) return null;
    const shared = {
      key: item.key,
      id: rowId(item.key),
      top,
      height: drawing.rowHeight,
      selected: index === drawing.active,
      onSelect: () => drawing.onSelect(item),
    };
    return item.type === 'trace' ? (
      <TraceRowView {...shared} item={item} plain={drawing.plain} />
    ) : (
      <RunRowView
        {...shared}
        item={item}
        renaming={drawing.renaming === item.key}
        onRename={() => drawing.setRenaming(item.key)}
        onRenamed={drawing.onRenamed}
      />
    );
  });
}

function rowId(key: string): string {
  return `trace-${key}`;
}

function onScroll(app: App, element: HTMLElement): void {
  const atTop = element.scrollTop < 4;
  const { heldBack, shown } = app.held.peek();
  if (atTop && heldBack === 0) app.heldSince.value = undefined;
  else if (!atTop && app.heldSince.peek() === undefined) app.heldSince.value = shown[0]?.traceId;
  const left = element.scrollHeight - element.scrollTop - element.clientHeight;
  if (left < 200 && app.traceList.state.peek().nextCursor !== undefined) app.traceList.loadMore();
}
