import { batch, type Signal, signal } from '@preact/signals';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import { type Persisted, parsePersisted, type Splits } from './persisted.ts';

/** Where the user is and how the panel is laid out. Persisted as a whole; owns no data. */
export interface Navigation {
  readonly follow: Signal<boolean>;
  /** The trace a user pinned; while following, the newest is shown instead. */
  readonly traceId: Signal<TraceId | undefined>;
  /** The span a user selected; none: the root. */
  readonly spanId: Signal<SpanId | undefined>;
  readonly collapsed: Signal<ReadonlySet<SpanId>>;
  readonly collapsedRuns: Signal<ReadonlySet<string>>;
  readonly flat: Signal<boolean>;
  readonly tab: Signal<string | undefined>;
  readonly filter: Signal<string>;
  readonly markdown: Signal<boolean>;
  readonly splits: Signal<Splits>;
  readonly regroup: Signal<boolean>;
  readonly exceptions: Signal<ReadonlySet<TraceId>>;
  snapshot(): Persisted;
  pin(traceId: TraceId, spanId?: SpanId): void;
  unpin(): void;
}

export function createNavigation(stored: unknown): Navigation {
  const start = parsePersisted(stored);
  const follow = signal(start.follow);
  const traceId = signal(start.traceId);
  const spanId = signal(start.spanId);
  const collapsed = signal<ReadonlySet<SpanId>>(new Set(start.collapsed));
  const collapsedRuns = signal<ReadonlySet<string>>(new Set(start.collapsedRuns));
  const flat = signal(start.flat);
  const tab = signal(start.tab);
  const filter = signal(start.filter);
  const markdown = signal(start.markdown);
  const splits = signal(start.splits);
  const regroup = signal(start.regroup);
  const exceptions = signal<ReadonlySet<TraceId>>(new Set(start.exceptions));
  return {
    follow,
    traceId,
    spanId,
    collapsed,
    collapsedRuns,
    flat,
    tab,
    filter,
    markdown,
    splits,
    regroup,
    exceptions,
    snapshot: () => ({
      follow: follow.value,
      ...(traceId.value !== undefined && { traceId: traceId.value }),
      ...(spanId.value !== undefined && { spanId: spanId.value }),
      ...(tab.value !== undefined && { tab: tab.value }),
      collapsed: [...collapsed.value],
      collapsedRuns: [...collapsedRuns.value],
      flat: flat.value,
      filter: filter.value,
      markdown: markdown.value,
      splits: splits.value,
      regroup: regroup.value,
      exceptions: [...exceptions.value],
    }),
    pin(trace, span) {
      batch(() => {
        follow.value = false;
        if (traceId.value !== trace || span !== undefined) spanId.value = span;
        traceId.value = trace;
      });
    },
    unpin() {
      batch(() => {
        follow.value = true;
        traceId.value = undefined;
        spanId.value = undefined;
      });
    },
  };
}
