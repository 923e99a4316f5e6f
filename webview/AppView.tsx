import { useRef } from 'preact/hooks';
import { DetailsView } from './features/details/DetailsView.tsx';
import { EmptyView } from './features/empty/EmptyView.tsx';
import { StatusBanner } from './features/empty/StatusBanner.tsx';
import { Toolbar } from './features/toolbar/Toolbar.tsx';
import { TraceListView } from './features/traceList/TraceListView.tsx';
import { TreeView } from './features/tree/TreeView.tsx';
import { strings } from './l10n.ts';
import type { App } from './state/app.ts';
import { type Pane, paneSizes } from './state/paneSizes.ts';
import { Announcer } from './widgets/Announcer.tsx';
import { useApp } from './widgets/appContext.ts';
import { Splitter } from './widgets/Splitter.tsx';
import { type Size, useSize } from './widgets/useSize.ts';

const wideFrom = 900;
const firstSize: Size = { width: 480, height: 800 };
const toolbarHeight = 36;

/** Narrow, beside the code: list, tree, details one below the other. Wide: side by side. */
export function AppView() {
  const app = useApp();
  const root = useRef<HTMLDivElement>(null);
  const size = useSize(root, firstSize);
  const { rows, loaded, error } = app.traceList.state.value;
  // While the server starts or has failed, the banner says so: that its list cannot be read adds nothing.
  const failed = error !== undefined && app.status.value?.state === 'listening';
  const empty = rows.length === 0 && app.navigation.filter.value === '' && !failed;
  return (
    <main ref={root} class="app">
      <h1 class="visually-hidden">{strings.title}</h1>
      <Toolbar />
      <StatusBanner />
      {empty ? <EmptyView /> : <Panes app={app} size={size} />}
      {loaded && <Announcer />}
    </main>
  );
}

function Panes({ app, size }: { app: App; size: Size }) {
  const wide = size.width >= wideFrom;
  const { splits } = app.navigation;
  const { list, details } = paneSizes(splits.value, wide, wide ? size.width : size.height - toolbarHeight);
  const splitter = ({ name, size: pixels, min, max }: Pane) => ({
    orientation: wide ? ('vertical' as const) : ('horizontal' as const),
    size: pixels,
    min,
    max,
    onResize: (value: number): void => {
      splits.value = { ...splits.peek(), [name]: value };
    },
    onReset: (): void => {
      const { [name]: _own, ...others } = splits.peek();
      splits.value = others;
    },
  });
  return (
    <div class={`panes ${wide ? 'wide' : 'narrow'}`}>
      <div class="pane pane-list" style={{ flexBasis: `${list.size}px` }}>
        <TraceListView twoLines={wide} />
      </div>
      <Splitter {...splitter(list)} label={strings.layout.listSplit} pane="before" />
      <div class="pane pane-tree">
        <TreeView />
      </div>
      <Splitter {...splitter(details)} label={strings.layout.detailsSplit} pane="after" />
      <div class="pane pane-details" style={{ flexBasis: `${details.size}px` }}>
        <DetailsView />
      </div>
    </div>
  );
}
