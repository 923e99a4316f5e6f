import { type ReadonlySignal, signal } from '@preact/signals';
import type { Nanos } from '../../protocol/base/time.ts';
import { type Ask, RequestError } from '../../protocol/messages/requests.ts';
import type { SpanRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import { createLoop } from './loop.ts';
import { relativeMillis } from './relativeTime.ts';

/** Small first, so that something is painted at once; then large, so that the rest needs few questions. */
const firstPage = 1000;
const nextPage = 20_000;

/** A span's row with its times as milliseconds from the open trace's `base`. */
export interface SpanEntry {
  readonly row: SpanRow;
  readonly startMs: number;
  /** Absent while it runs. */
  readonly endMs?: number;
}

export interface OpenTraceState {
  readonly traceId: TraceId;
  readonly trace?: TraceRow;
  /** Grows in place; `version` tells that it did. Copying 100,000 entries for each delta would cost more than it protects. */
  readonly spans: ReadonlyMap<SpanId, SpanEntry>;
  readonly version: number;
  readonly base: Nanos;
  readonly loading: boolean;
  readonly gone: boolean;
  readonly error?: string;
}

export interface OpenTrace {
  readonly state: ReadonlySignal<OpenTraceState | undefined>;
  open(traceId: TraceId | undefined): void;
  /** The trace may have changed: reads what is newer than the last revision. */
  refresh(): void;
  /** Reads from the start: revisions may count anew in another life of the server. What is shown stays. */
  reset(): void;
}

/** The spans of the one trace that is shown, read page by page from the last known revision. */
export function createOpenTrace(ask: Ask): OpenTrace {
  const state = signal<OpenTraceState | undefined>(undefined);
  let spans = new Map<SpanId, SpanEntry>();
  let revision = 0;
  let stale = false;
  let asking: AbortController | undefined;

  const start = (traceId: TraceId | undefined): void => {
    asking?.abort();
    spans = new Map();
    revision = 0;
    stale = traceId !== undefined;
    state.value = traceId === undefined ? undefined : opened(traceId, spans);
    loop.wake();
  };

  const step = async (): Promise<boolean> => {
    const current = state.peek();
    if (!current || !stale) return false;
    stale = false;
    const { traceId } = current;
    asking = new AbortController();
    const limit = revision === 0 ? firstPage : nextPage;
    const params = { traceId, sinceRevision: revision, limit };
    const answer = await ask('getSpanRows', params, asking.signal).catch((error: unknown) => {
      // Opening another trace withdrew the question: that one's turn now.
      if (RequestError.is(error, 'cancelled') && stale) return undefined;
      if (!RequestError.is(error, 'not-found')) throw error;
      state.value = { ...current, loading: false, gone: true };
      return undefined;
    });
    const now = state.peek();
    if (!answer || now?.traceId !== traceId || now.spans !== spans) return stale;
    const base = spans.size === 0 ? answer.trace.startNs : now.base;
    for (const row of answer.rows) spans.set(row.spanId, entryOf(row, base));
    revision = answer.revision;
    stale ||= answer.more;
    state.value = { ...opened(traceId, spans), ...next(now, answer.more), trace: answer.trace, base };
    return stale;
  };

  const loop = createLoop(step, (error) => {
    const current = state.peek();
    if (current) state.value = { ...current, loading: false, error };
  });

  return {
    state,
    open(traceId) {
      if (state.peek()?.traceId !== traceId) start(traceId);
    },
    refresh() {
      stale = true;
      loop.wake();
    },
    reset() {
      revision = 0;
      stale = true;
      loop.wake();
    },
  };
}

function opened(traceId: TraceId, spans: ReadonlyMap<SpanId, SpanEntry>): OpenTraceState {
  return { traceId, spans, version: 0, base: '0', loading: true, gone: false };
}

function next(now: OpenTraceState, more: boolean): Pick<OpenTraceState, 'version' | 'loading'> {
  return { version: now.version + 1, loading: more };
}

function entryOf(row: SpanRow, base: Nanos): SpanEntry {
  const startMs = relativeMillis(base, row.startNs);
  return row.endNs === undefined
    ? { row, startMs }
    : { row, startMs, endMs: relativeMillis(base, row.endNs) };
}
