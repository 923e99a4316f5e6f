import { useRef } from 'preact/hooks';
import { formatCount } from '../../../protocol/base/format.ts';
import type { SpanId } from '../../../protocol/model/span.ts';
import { strings } from '../../l10n.ts';
import type { App } from '../../state/app.ts';
import type { SpanEntry } from '../../state/openTrace.ts';
import { nowRelative } from '../../state/relativeTime.ts';
import { stoppedEntry } from '../../state/stoppedEntry.ts';
import { useApp } from '../../widgets/appContext.ts';
import { Problem } from '../../widgets/Problem.tsx';
import { useReveal, useVirtualRows } from '../../widgets/useVirtualRows.ts';
import { RegroupStrip } from '../regroup/RegroupStrip.tsx';
import { parallelText } from '../regroup/regroupTexts.ts';
import { Axis } from '../timeline/Axis.tsx';
import { layoutTicks, timeAxis } from '../timeline/layoutTimeline.ts';
import { parallelOf } from '../timeline/parallel.ts';
import { EndedVerdict, WaitingVerdict } from '../verdict/VerdictView.tsx';
import { type VisibleRow, visibleIndex } from './flattenVisible.ts';
import { NoSpans } from './NoSpans.tsx';
import { SpanRowView } from './SpanRowView.tsx';
import type { Stop } from './StopMark.tsx';
import { spanContext } from './spanContext.ts';
import { useTreeActions } from './useTreeActions.ts';

const rowHeight = 22;
const mostTicks = 5;

/** The spans of the shown trace, nested, with their bars on one time axis. */
export function TreeView() {
  const app = useApp();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = app.rows.value;
  const virtual = useVirtualRows({ count: rows.length, rowHeight, scroller });
  const selectedId = app.shownSpan.value?.row.spanId;
  const active = visibleIndex(rows, app.openTrace.state.value?.spans ?? new Map(), selectedId);
  const activeRow = rows[active];
  const activeId = activeRow?.node.id;
  const { onKeyDown, onRowClick, onToggle } = useTreeActions(app, rows, active, virtual.pageRows);
  const { spanId, follow } = app.navigation;
  useReveal(virtual, active, selectedId, spanId.peek() !== undefined || follow.peek());

  const spans = app.openTrace.state.value?.spans ?? new Map();
  const stoppedId = stoppedEntry(app.openTrace, app.stopped.value)?.row.spanId;
  const stoppedRow = visibleIndex(rows, spans, stoppedId);
  useReveal(virtual, stoppedRow, stoppedRow < 0 ? undefined : stoppedId, true);

  const { nowMs, axis, ticks } = useTimeline(app);
  const spawned = severalSpawned(app);
  return (
    <section
      class={`tree ${rows.length === 0 ? 'tree-empty' : ''}`}
      aria-label={strings.tree.label}
      style={{ '--tick': `${ticks[1]?.left ?? 100}%` }}
    >
      <TreeProblem app={app} />
      <EndedVerdict />
      <RegroupStrip nowMs={nowMs} />
      {rows.length > 0 && <Axis ticks={ticks} />}
      <div
        ref={scroller}
        class="scroller"
        role="tree"
        aria-label={strings.tree.label}
        aria-activedescendant={activeId === undefined ? undefined : rowId(activeId)}
        tabIndex={0}
        data-vscode-context={activeRow && contextOf(app, activeRow)}
        onKeyDown={onKeyDown}
      >
        <div class="rows" role="none" style={{ height: `${virtual.totalHeight}px` }}>
          {virtual.items.map((item) => {
            const row = rows[item.index];
            return row ? (
              <SpanRowView
                key={row.node.id}
                row={row}
                context={contextOf(app, row)}
                stopped={item.index === stoppedRow ? stopOf(app, row, stoppedId) : undefined}
                id={rowId(row.node.id)}
                top={item.start}
                selected={item.index === active}
                axis={axis}
                nowMs={nowMs}
                spawned={spawnedText(spawned.get(row.node.id), nowMs)}
                onClick={(event) => onRowClick(row, event)}
                onToggle={(event) => onToggle(row, event)}
              />
            ) : null;
          })}
        </div>
      </div>
      <TreeFoot app={app} />
      <WaitingVerdict />
    </section>
  );
}

/** The spans that started several threads each; not the only one of the trace itself: the strip above says it. */
function severalSpawned(app: App): ReadonlyMap<SpanId, readonly SpanEntry[]> {
  const spans = app.openTrace.state.value?.spans;
  const all = [...app.regrouping.spawned.value];
  const own = all.filter(([id]) => spans?.get(id)?.inside === undefined);
  return new Map(all.filter((one) => one[1].length > 1 && !(own.length === 1 && one === own[0])));
}

function spawnedText(started: readonly SpanEntry[] | undefined, nowMs: number): string | undefined {
  return started && parallelText(parallelOf(started, nowMs));
}

function contextOf({ regrouping }: App, { node: { entry } }: VisibleRow): string {
  return spanContext(regrouping.refOf(entry), entry.row.kind);
}

function stopOf({ stopped }: App, { node }: VisibleRow, stoppedId: string | undefined): Stop {
  return { top: stopped.value?.top === true, folded: node.id !== stoppedId };
}

function rowId(spanId: string): string {
  return `span-${spanId}`;
}

/** The time axis of the trace. Reads the clock, and so draws at its ticks, only while the trace runs. */
function useTimeline(app: App) {
  const extent = app.extent.value;
  const base = app.openTrace.state.value?.base ?? '0';
  const nowMs = extent.running ? nowRelative(base, app.clock.now.value) : 0;
  const axis = timeAxis(extent, nowMs);
  return { nowMs, axis, ticks: layoutTicks(axis, mostTicks) };
}

function TreeProblem({ app }: { app: App }) {
  const error = app.openTrace.state.value?.error;
  if (error === undefined) return null;
  return <Problem title={strings.errors.trace} message={error} onRetry={() => app.openTrace.refresh()} />;
}

/** Why there is nothing to see, or how much is still to come. */
function TreeFoot({ app }: { app: App }) {
  const state = app.openTrace.state.value;
  const size = app.tree.value.size;
  if (!state) {
    return app.traceList.state.value.rows.length > 0 ? <Foot text={strings.tree.noTrace} /> : null;
  }
  if (state.gone) return <Foot text={strings.tree.gone} />;
  if (!state.loading) {
    return size === 0 && state.error === undefined ? <NoSpans trace={state.trace} /> : null;
  }
  const all = state.trace?.spanCount ?? 0;
  if (size === 0 || all <= size) return null;
  return <Foot text={strings.tree.loading(formatCount(size), formatCount(all))} />;
}

function Foot({ text }: { text: string }) {
  return <div class="hint-block">{text}</div>;
}
