import { useRef } from 'preact/hooks';
import { DetailsView } from './features/details/DetailsView.tsx';
import { EmptyView } from './features/empty/EmptyView.tsx';
import { StatusBanner } from './features/empty/StatusBanner.tsx';
import { Toolbar } from './features/toolbar/Toolbar.tsx';
import { TraceListView } from './features/traceList/TraceListView.tsx';
import { TreeView } from './features/tree/TreeView.tsx';
import { strings } from './l10n.ts';
import type { App } from './state/app.ts';
import { defaults, type Splits } from './state/persisted.ts';
import { Announcer } from './widgets/Announcer.tsx';
import { useApp } from './widgets/appContext.ts';
import { Splitter } from './widgets/Splitter.tsx';
import { type Size, useSize } from './widgets/useSize.ts';

const wideFrom = 900;
const firstSize: Size = { width: 480, height: 800 };
/** What the tree keeps, whatever the panes beside it want. */
const treeMin = 110;

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
  const [listName, detailsName] = wide
    ? (['wideList', 'wideDetails'] as const)
    : (['narrowList', 'narrowDetails'] as const);
  const splits = app.navigation.splits.value;
  const total = wide ? size.width : size.height;
  const common = { orientation: wide ? 'vertical' : 'horizontal' } as const;
  const set = (name: keyof Splits, value: number): void => {
    app.navigation.splits.value = { ...app.navigation.splits.peek(), [name]: value };
  };
  const basis = (name: keyof Splits) => ({ flexBasis: `${splits[name]}px` });
  return (
    <div class={`panes ${wide ? 'wide' : 'narrow'}`}>
      <div class="pane pane-list" style={basis(listName)}>
        <TraceListView twoLines={wide} />
      </div>
      <Splitter
        {...common}
        label={strings.layout.listSplit}
        size={splits[listName]}
        min={wide ? 140 : 22}
        max={Math.max(60, total - treeMin - splits[detailsName])}
        pane="before"
        onResize={(value) => set(listName, value)}
        onReset={() => set(listName, defaults.splits[listName])}
      />
      <div class="pane pane-tree">
        <TreeView />
      </div>
      <Splitter
        {...common}
        label={strings.layout.detailsSplit}
        size={splits[detailsName]}
        min={wide ? 220 : 60}
        max={Math.max(80, total - treeMin - splits[listName])}
        pane="after"
        onResize={(value) => set(detailsName, value)}
        onReset={() => set(detailsName, defaults.splits[detailsName])}
      />
      <div class="pane pane-details" style={basis(detailsName)}>
        <DetailsView />
      </div>
    </div>
  );
}
