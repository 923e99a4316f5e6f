import { useEffect, useRef, useState } from 'preact/hooks';
import type { TraceRow } from '../protocol/messages/rows.ts';
import { DetailsView } from './features/details/DetailsView.tsx';
import { costText, usageText } from './features/details/facts.ts';
import { StatusBanner } from './features/empty/StatusBanner.tsx';
import { TraceListView } from './features/traceList/TraceListView.tsx';
import { spansText } from './features/traceList/traceTexts.ts';
import { TreeView } from './features/tree/TreeView.tsx';
import { isNamed } from './host/tracePoll.ts';
import { strings } from './l10n.ts';
import { paneSizes } from './state/paneSizes.ts';
import { useApp } from './widgets/appContext.ts';
import { Splitter } from './widgets/Splitter.tsx';
import { useSize } from './widgets/useSize.ts';

/** Less than the panel's: a notebook's output is rarely wider, and there is no list beside the tree. */
const wideFrom = 640;
const rowHeight = 22;
const mostRows = 4;
/** Longer than an SDK takes to send what it has. */
const patienceMillis = 15_000;

export interface EmbeddedViewProps {
  /** As the page's address names them. */
  readonly ids: readonly string[];
  /** Shown inside another page. */
  readonly framed: boolean;
}

/** The traces of one notebook cell: spans and details; a list above only where there are several. */
export function EmbeddedView({ ids, framed }: EmbeddedViewProps) {
  const app = useApp();
  const { rows } = app.traceList.state.value;
  const seen = useRef(false);
  seen.current ||= rows.length > 0;
  const missing = missingOf(ids, rows);
  return (
    <main class="app">
      <h1 class="visually-hidden">{strings.title}</h1>
      <StatusBanner />
      {rows.length > 0 && <Shown rows={rows} missing={missing} />}
      {rows.length === 0 && <Absent named={ids.length} seen={seen.current} />}
      {rows.length > 0 && <Foot framed={framed} />}
    </main>
  );
}

/** Those that are not there yet; some that are may be inside another one. */
function missingOf(ids: readonly string[], rows: readonly TraceRow[]): number {
  const absent = ids.filter((id) => !rows.some((row) => isNamed(row, id))).length;
  const inside = rows.reduce((sum, { group }) => sum + (group?.together ? group.traces - 1 : 0), 0);
  return Math.max(0, absent - inside);
}

function Shown({ rows, missing }: { rows: readonly TraceRow[]; missing: number }) {
  return (
    <>
      {rows.length > 1 && (
        <div
          class="pane embedded-list"
          style={{ flexBasis: `${rowHeight * Math.min(rows.length, mostRows)}px` }}
        >
          <TraceListView twoLines={false} plain />
        </div>
      )}
      {missing > 0 && <div class="hint-block">{strings.embedded.more(missing)}</div>}
      <Panes />
    </>
  );
}

function Panes() {
  const { navigation } = useApp();
  const root = useRef<HTMLDivElement>(null);
  const size = useSize(root, { width: 480, height: 460 });
  const wide = size.width >= wideFrom;
  const { splits } = navigation;
  const half = { wideDetails: Math.round(size.width * 0.45), ...splits.value };
  const { details } = paneSizes(half, wide, wide ? size.width : size.height);
  return (
    <div ref={root} class={`panes ${wide ? 'wide' : 'narrow'}`}>
      <div class="pane pane-tree">
        <TreeView />
      </div>
      <Splitter
        orientation={wide ? 'vertical' : 'horizontal'}
        size={details.size}
        min={details.min}
        max={details.max}
        label={strings.layout.detailsSplit}
        pane="after"
        onResize={(value) => {
          splits.value = { ...splits.peek(), [details.name]: value };
        }}
        onReset={() => {
          const { [details.name]: _own, ...others } = splits.peek();
          splits.value = others;
        }}
      />
      <div class="pane pane-details" style={{ flexBasis: `${details.size}px` }}>
        <DetailsView />
      </div>
    </div>
  );
}

/** MLflow shows the frame before the spans arrive; and a notebook of yesterday may name what was cleared since. */
function Absent({ named, seen }: { named: number; seen: boolean }) {
  const { status } = useApp();
  const late = useLate(patienceMillis);
  if (status.value?.state !== 'listening') return <div class="empty" />;
  const { none, removed, waiting, waitingHint, never } = strings.embedded;
  if (named === 0) return <Message text={none} />;
  if (seen) return <Message text={removed(named)} />;
  return late ? <Message text={never} /> : <Message text={waiting(named)} hint={waitingHint} />;
}

function Message({ text, hint }: { text: string; hint?: string }) {
  return (
    <div class="empty" role="status">
      <p>{text}</p>
      {hint !== undefined && <p class="muted">{hint}</p>}
    </div>
  );
}

/** True once so many milliseconds have gone. */
function useLate(millis: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), millis);
    return () => clearTimeout(timer);
  }, [millis]);
  return late;
}

/** What the tree does not say of its trace; and the way out of a frame that is too small. */
function Foot({ framed }: { framed: boolean }) {
  const trace = useApp().openTrace.state.value?.trace;
  const { usage, cost } = trace ?? {};
  const facts = [trace && spansText(trace), usage && usageText(usage), cost && costText(cost)];
  return (
    <footer class="embedded-foot">
      <span class="embedded-facts">{facts.filter(Boolean).join(' · ')}</span>
      {framed && (
        <a href={location.href} target="_blank" rel="noreferrer">
          {strings.embedded.openTab}
        </a>
      )}
    </footer>
  );
}
