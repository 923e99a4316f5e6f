import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { StoppedSpan } from '../../protocol/messages/debugging.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import { type TimeExtent, timeExtent } from '../features/timeline/layoutTimeline.ts';
import { buildTree, type SpanTree } from '../features/tree/buildTree.ts';
import {
  flattenVisible,
  foldableBelow,
  parentsOf,
  type VisibleRow,
} from '../features/tree/flattenVisible.ts';
import type { Host } from '../host/host.ts';
import { withoutJustAnnounced } from './announced.ts';
import { type Clock, type ClockPage, createClock } from './clock.ts';
import { newestRunning } from './followed.ts';
import { type Held, holdBack } from './heldRows.ts';
import { createNavigation, type Navigation } from './navigation.ts';
import { OpenTrace, type SpanEntry } from './openTrace.ts';
import { createRegrouping, type Regrouping } from './regrouping.ts';
import { createRemoval, type Removal } from './removal.ts';
import { createRunActions, type RunActions } from './runActions.ts';
import { createSourceLink, type SourceLink } from './sourceLink.ts';
import { createSpanDetail, type SpanDetail } from './spanDetail.ts';
import { stoppedEntry } from './stoppedEntry.ts';
import { TraceList } from './traceList.ts';

/**
 * All state of the panel. Resources (`traceList`, `openTrace`, `spanDetail`) are read from the server and never
 * persisted; `navigation` is persisted and owns no data; everything else is derived.
 */
export interface App extends Disposable {
  readonly host: Host;
  readonly traceList: TraceList;
  readonly openTrace: OpenTrace;
  readonly spanDetail: SpanDetail;
  readonly source: SourceLink;
  readonly navigation: Navigation;
  readonly removal: Removal;
  readonly runActions: RunActions;
  readonly clock: Clock;
  readonly status: ReadonlySignal<ServerStatus | undefined>;
  /** Where a debugger stands. */
  readonly stopped: ReadonlySignal<StoppedSpan | undefined>;
  readonly held: ReadonlySignal<Held>;
  readonly shownTraceId: ReadonlySignal<TraceId | undefined>;
  readonly regrouping: Regrouping;
  readonly tree: ReadonlySignal<SpanTree>;
  readonly rows: ReadonlySignal<readonly VisibleRow[]>;
  readonly extent: ReadonlySignal<TimeExtent>;
  /** The selected span; else, while following, the one in which a debugger stands, or the running one that began last; else the root. */
  readonly shownSpan: ReadonlySignal<SpanEntry | undefined>;
  /** The newest row when the list left its top; see `holdBack`. */
  readonly heldSince: Signal<TraceId | undefined>;
  selectTrace(traceId: TraceId): void;
  selectSpan(spanId: SpanId): void;
  /** Stays with the trace and the span that are shown now. */
  stopFollowing(): void;
  setRunCollapsed(runId: string, collapsed: boolean): void;
  setCollapsed(ids: readonly SpanId[], collapsed: boolean): void;
}

const emptyTree: SpanTree = { roots: [], size: 0 };

export function createApp(host: Host, page: ClockPage): App {
  const store = new DisposableStore();
  const navigation = createNavigation(host.loadState());
  const traceList = new TraceList(host.ask);
  const openTrace = new OpenTrace(host.ask);
  const spanDetail = createSpanDetail(host.ask);
  const removal = createRemoval(host.ask);
  const status = signal<ServerStatus | undefined>(undefined);
  const heldSince = signal<TraceId | undefined>(undefined);

  const stopped = signal<StoppedSpan | undefined>(undefined);

  const resources = { traceList, openTrace, stopped, now: () => app.clock.now.value };
  const derived = derive(navigation, resources, heldSince);

  const app: App = {
    host,
    traceList,
    openTrace,
    spanDetail,
    source: createSourceLink(host),
    navigation,
    removal,
    runActions: createRunActions(host.ask),
    clock: store.register(createClock(page, derived.somethingRuns)),
    status,
    stopped,
    heldSince,
    ...derived,
    ...createSelection(navigation, derived, removal),
    dispose: () => store.dispose(),
  };
  store.register(
    host.onStopped((at) => {
      stopped.value = at;
    }),
  );
  connectHost(app, store, status);
  connectResources(app, store);
  return app;
}

interface Resources {
  readonly traceList: TraceList;
  readonly openTrace: OpenTrace;
  readonly stopped: ReadonlySignal<StoppedSpan | undefined>;
  /** Milliseconds since the epoch, by the app's clock. */
  readonly now: () => number;
}

type Selection = Pick<
  App,
  'selectTrace' | 'selectSpan' | 'stopFollowing' | 'setRunCollapsed' | 'setCollapsed'
>;

function createSelection(
  navigation: Navigation,
  { shownTraceId, shownSpan }: Pick<App, 'shownTraceId' | 'shownSpan'>,
  removal: Removal,
): Selection {
  const pin = (traceId: TraceId, spanId?: SpanId): void => {
    removal.forget();
    navigation.pin(traceId, spanId);
  };
  return {
    selectTrace: (traceId) => pin(traceId),
    selectSpan(spanId) {
      const traceId = shownTraceId.value;
      if (traceId !== undefined) pin(traceId, spanId);
    },
    stopFollowing() {
      const traceId = shownTraceId.peek();
      if (navigation.follow.peek() && traceId !== undefined) {
        pin(traceId, shownSpan.peek()?.row.spanId);
      }
    },
    setRunCollapsed(runId, collapsed) {
      navigation.collapsedRuns.value = withAll(navigation.collapsedRuns.value, [runId], collapsed);
    },
    setCollapsed(ids, collapsed) {
      navigation.collapsed.value = withAll(navigation.collapsed.value, ids, collapsed);
    },
  };
}

function withAll(known: ReadonlySet<string>, ids: readonly string[], isIn: boolean): ReadonlySet<string> {
  const next = new Set(known);
  for (const id of ids) isIn ? next.add(id) : next.delete(id);
  return next;
}

function derive(
  navigation: Navigation,
  { traceList, openTrace, stopped, now }: Resources,
  heldSince: ReadonlySignal<TraceId | undefined>,
) {
  const listed = computed(() => withoutJustAnnounced(traceList.state.value.rows, now));
  const newest = computed(() => stopped.value?.traceId ?? listed.value[0]?.traceId);
  const shownTraceId = computed(() => (navigation.follow.value ? newest.value : navigation.traceId.value));
  const tree = computed(() => (openTrace.state.value ? buildTree(openTrace.state.value.spans) : emptyTree));
  const extent = computed(() => timeExtent(openTrace.state.value?.spans ?? new Map()));
  const regrouping = createRegrouping(navigation, openTrace, shownTraceId);
  const shownSpan = computed(() => {
    const selected = navigation.spanId.value;
    const spans = openTrace.state.value?.spans;
    const isFollowed = navigation.follow.value && selected === undefined;
    const followed = isFollowed
      ? (stoppedEntry(openTrace, stopped.value) ?? (spans && newestRunning(spans)))
      : undefined;
    return followed ?? regrouping.find(selected) ?? tree.value.roots[0]?.entry;
  });
  const somethingRuns = computed(
    () => extent.value.running || traceList.state.value.rows.some((row) => row.status === 'running'),
  );
  return {
    held: computed(() => holdBack(listed.value, heldSince.value)),
    shownTraceId,
    regrouping,
    tree,
    rows: computed(() => flattenVisible(tree.value, navigation.collapsed.value)),
    extent,
    shownSpan,
    somethingRuns,
  };
}

/** Ids of every span that can be folded. */
export function foldable(app: App): readonly SpanId[] {
  return foldableBelow(app.tree.value.roots);
}

function connectHost(app: App, store: DisposableStore, status: Signal<ServerStatus | undefined>): void {
  const { host, traceList, openTrace, navigation } = app;
  let generation: string | undefined;
  store.register(
    host.onDelta((delta) => {
      traceList.onDelta(delta);
      const restarted = generation !== undefined && generation !== delta.generation;
      generation = delta.generation;
      if (restarted) openTrace.reset();
      else if (openTrace.hasAny([...delta.changed, ...delta.removed])) openTrace.refresh();
    }),
  );
  store.register(
    host.onStatus((next) => {
      const back = next.state === 'listening' && status.peek()?.state !== 'listening';
      status.value = next;
      const { loaded, error } = traceList.state.peek();
      // At the first start both are being read already.
      if (!back || (!loaded && error === undefined)) return;
      traceList.reload();
      openTrace.reset();
    }),
  );
  store.register(
    host.onReveal(({ traceId, spanId }) => {
      const spans = openTrace.state.peek()?.spans;
      const known = app.regrouping.find(spanId)?.row.spanId;
      if (spans && known !== undefined) app.setCollapsed(parentsOf(spans, known), false);
      navigation.pin(traceId, spanId);
    }),
  );
}

function connectResources(app: App, store: DisposableStore): void {
  const { host, navigation, openTrace, spanDetail, traceList } = app;
  const shownKey = computed(() => {
    const entry = app.shownSpan.value;
    return entry && { ...app.regrouping.refOf(entry), entry };
  });
  store.defer(
    effect(() => {
      const regroup = app.regrouping.regroup.value;
      traceList.setRegroup(regroup);
      openTrace.setRegroup(regroup);
    }),
  );
  store.defer(effect(() => openTrace.open(app.shownTraceId.value)));
  store.defer(
    effect(() => {
      // A pin from before a reload whose trace is not there any more: nothing of it can be shown.
      const opened = openTrace.state.value;
      if (opened?.gone && opened.spans.size === 0) navigation.unpin();
    }),
  );
  store.defer(effect(() => traceList.setFilter(navigation.filter.value)));
  let last: { readonly traceId: TraceId; readonly spanId: SpanId; readonly entry: SpanEntry } | undefined;
  store.defer(
    effect(() => {
      const key = shownKey.value;
      if (key && last?.entry === key.entry) return;
      if (key?.spanId !== last?.spanId || key?.traceId !== last?.traceId) app.source.clear();
      last = key;
      spanDetail.show(key && { traceId: key.traceId, spanId: key.spanId });
    }),
  );
  store.defer(effect(() => host.saveState(navigation.snapshot())));
}
