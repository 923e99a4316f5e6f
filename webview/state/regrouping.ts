import { batch, computed, type ReadonlySignal } from '@preact/signals';
import { mostExceptions, type Regroup } from '../../protocol/messages/regroup.ts';
import type { SpanId, SpanRef, TraceId } from '../../protocol/model/span.ts';
import { spanKey } from './insideSpans.ts';
import type { Navigation } from './navigation.ts';
import type { OpenTrace, SpanEntry } from './openTrace.ts';

/** Traces that threads began inside another one, shown inside that one or apart. */
export interface Regrouping {
  readonly regroup: ReadonlySignal<Regroup>;
  /** The trace that the list has for the shown one: the head of its group where they are together. */
  readonly listedTraceId: ReadonlySignal<TraceId | undefined>;
  /** By the id of a span in the tree: the roots that its threads began. Empty where nothing is regrouped. */
  readonly spawned: ReadonlySignal<ReadonlyMap<SpanId, readonly SpanEntry[]>>;
  /** A span's entry under its own id or its id in the tree. */
  find(spanId: SpanId | undefined): SpanEntry | undefined;
  /** Which span of which trace this is, as the server knows it. */
  refOf(entry: SpanEntry): SpanRef;
  setTogether(head: TraceId, together: boolean): void;
  /** For every group, also those that were set apart or together by themselves. */
  setAll(together: boolean): void;
}

export function createRegrouping(
  navigation: Navigation,
  openTrace: OpenTrace,
  shownTraceId: ReadonlySignal<TraceId | undefined>,
): Regrouping {
  const headOf = (): TraceId => {
    const state = openTrace.state.value;
    return state?.trace?.traceId ?? state?.traceId ?? '';
  };
  const refOf = ({ inside, row }: SpanEntry): SpanRef =>
    inside ? { traceId: inside.traceId, spanId: inside.spanId } : { traceId: headOf(), spanId: row.spanId };
  const find = (spanId: SpanId | undefined): SpanEntry | undefined => findEntry(openTrace, headOf(), spanId);
  const keepSelected = (change: () => void): void => {
    const selected = navigation.spanId.peek() === undefined ? undefined : find(navigation.spanId.peek());
    const ref = selected && refOf(selected);
    const head = openTrace.state.peek()?.trace?.group?.head;
    batch(() => {
      change();
      const shown = shownTraceId.peek();
      if (navigation.follow.peek() || head === undefined || shown === undefined) return;
      if (isTogetherNow(navigation, head)) navigation.pin(head, ref && spanKey(head, ref));
      else if (ref) navigation.pin(ref.traceId, ref.spanId);
    });
  };
  return {
    regroup: computed(() => ({
      all: navigation.regroup.value,
      except: [...navigation.exceptions.value].slice(-mostExceptions),
    })),
    listedTraceId: computed(() => openTrace.state.value?.trace?.traceId ?? shownTraceId.value),
    spawned: computed(() => spawnedBy(openTrace)),
    find,
    refOf,
    setTogether(head, together) {
      keepSelected(() => {
        const next = new Set(navigation.exceptions.peek());
        next.delete(head);
        if (together !== navigation.regroup.peek()) next.add(head);
        navigation.exceptions.value = next;
      });
    },
    setAll(together) {
      keepSelected(() => {
        navigation.regroup.value = together;
        navigation.exceptions.value = new Set();
      });
    },
  };
}

function isTogetherNow({ regroup, exceptions }: Navigation, head: TraceId): boolean {
  return regroup.peek() !== exceptions.peek().has(head);
}

/** A trace may be asked for that is inside another: its spans are then known by their own ids, itself by its root. */
function findEntry(openTrace: OpenTrace, head: TraceId, spanId: SpanId | undefined): SpanEntry | undefined {
  const state = openTrace.state.value;
  if (!state) return undefined;
  const { traceId, spans } = state;
  if (spanId !== undefined) return spans.get(spanId) ?? spans.get(spanKey(head, { traceId, spanId }));
  if (traceId === head) return undefined;
  return [...spans.values()].find(({ inside }) => inside?.traceId === traceId && inside.spawnedFrom);
}

function spawnedBy(openTrace: OpenTrace): ReadonlyMap<SpanId, readonly SpanEntry[]> {
  const spawned = new Map<SpanId, SpanEntry[]>();
  const state = openTrace.state.value;
  if (!state?.trace?.group?.together) return spawned;
  for (const entry of state.spans.values()) {
    if (entry.inside?.spawnedFrom === undefined) continue;
    const parentId = entry.row.parentId ?? '';
    const known = spawned.get(parentId);
    if (known) known.push(entry);
    else spawned.set(parentId, [entry]);
  }
  return spawned;
}
