import { useRef } from 'preact/hooks';
import type { TraceRow } from '../../../protocol/messages/rows.ts';
import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Problem } from '../../widgets/Problem.tsx';
import { useReveal, useVirtualRows, type VirtualRows } from '../../widgets/useVirtualRows.ts';
import { listKey } from './listKeys.ts';
import { TraceRowView } from './TraceRowView.tsx';

/** The list of traces, newest first: one line each where it is narrow, two where it has a column of its own. */
export function TraceListView({ twoLines }: { twoLines: boolean }) {
  const app = useApp();
  const scroller = useRef<HTMLDivElement>(null);
  const { shown: rows } = app.held.value;
  const rowHeight = twoLines ? 40 : 22;
  const virtual = useVirtualRows({ count: rows.length, rowHeight, scroller });
  const active = rows.findIndex((row) => row.traceId === app.regrouping.listedTraceId.value);
  const activeId = rows[active]?.traceId;
  useReveal(virtual, active, activeId, !app.navigation.follow.peek());

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[listKey(event.key, active, rows.length, virtual.pageRows) ?? -1];
    if (!row) return;
    event.preventDefault();
    app.navigation.pin(row.traceId);
  };
  return (
    <section class="trace-list" aria-label={strings.list.label}>
      <ListProblem app={app} />
      <div
        ref={scroller}
        class={`scroller ${twoLines ? 'two-lines' : ''}`}
        role="listbox"
        aria-label={strings.list.label}
        aria-activedescendant={activeId === undefined ? undefined : rowId(activeId)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={(event) => onScroll(app, event.currentTarget, rows)}
      >
        <div class="rows" style={{ height: `${virtual.totalHeight}px` }}>
          {drawRows(app, rows, virtual, { rowHeight, active })}
        </div>
      </div>
      <FreshPill app={app} scroller={() => scroller.current} />
      <NoMatch app={app} />
    </section>
  );
}

function drawRows(
  app: App,
  rows: readonly TraceRow[],
  virtual: VirtualRows,
  { rowHeight, active }: { readonly rowHeight: number; readonly active: number },
) {
  return virtual.items.map((item) => {
    const row = rows[item.index];
    return row ? (
      <TraceRowView
        key={row.traceId}
        row={row}
        id={rowId(row.traceId)}
        top={item.start}
        height={rowHeight}
        position={item.index + 1}
        count={rows.length}
        selected={item.index === active}
        onSelect={() => app.navigation.pin(row.traceId)}
      />
    ) : null;
  });
}

function rowId(traceId: string): string {
  return `trace-${traceId}`;
}

function onScroll(app: App, element: HTMLElement, rows: readonly TraceRow[]): void {
  const atTop = element.scrollTop < 4;
  if (atTop && app.held.peek().heldBack === 0) app.heldSince.value = undefined;
  else if (!atTop && app.heldSince.peek() === undefined) app.heldSince.value = rows[0]?.traceId;
  const left = element.scrollHeight - element.scrollTop - element.clientHeight;
  if (left < 200 && app.traceList.state.peek().nextCursor !== undefined) app.traceList.loadMore();
}

/** "3 new": what came in above while the user reads further down. */
function FreshPill({ app, scroller }: { app: App; scroller: () => HTMLElement | null }) {
  const { heldBack } = app.held.value;
  if (heldBack === 0) return null;
  const show = (): void => {
    app.heldSince.value = undefined;
    scroller()?.scrollTo({ top: 0 });
  };
  return (
    <button type="button" class="pill" onClick={show}>
      <span class="codicon codicon-arrow-up" aria-hidden="true" /> {strings.list.fresh(heldBack)}
    </button>
  );
}

function ListProblem({ app }: { app: App }) {
  const { error } = app.traceList.state.value;
  if (error === undefined) return null;
  return <Problem title={strings.errors.traceList} message={error} onRetry={() => app.traceList.reload()} />;
}

function NoMatch({ app }: { app: App }) {
  const { rows, loaded } = app.traceList.state.value;
  const filter = app.navigation.filter.value;
  if (filter === '' || !loaded || rows.length > 0) return null;
  return (
    <div class="hint-block">
      {strings.list.noMatch(filter)}{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          app.navigation.filter.value = '';
        }}
      >
        {strings.list.clearFilter}
      </button>
    </div>
  );
}
