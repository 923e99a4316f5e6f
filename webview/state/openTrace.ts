import { type ReadonlySignal, signal } from '@preact/signals';
import type { Nanos } from '../../protocol/base/time.ts';
import type { Regroup } from '../../protocol/messages/regroup.ts';
import { type Ask, RequestError, type ResultOf } from '../../protocol/messages/requests.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { SpanId, TraceId } from '../../protocol/model/span.ts';
import { entryOf, type Inside, insideEntries, type TimedRow } from './insideSpans.ts';
import { createLoop, type Loop } from './loop.ts';

/** Small first, so that something is painted at once; then large, so that the rest needs few questions. */
const firstPage = 1000;
const nextPage = 20_000;

export interface SpanEntry extends TimedRow {
  /** Only on spans of traces that are shown inside the open one. */
  readonly inside?: Inside;
}

export interface OpenTraceState {
  /** The one that was asked for: it may be inside `trace`. */
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

/**
 * The spans of the one trace that is shown, and of those that are shown inside it, read page by page from the last
 * known revisions.
 */
export class OpenTrace {
  readonly #ask: Ask;
  readonly #state = signal<OpenTraceState | undefined>(undefined);
  readonly #loop: Loop;
  #spans = new Map<SpanId, SpanEntry>();
  #revision = 0;
  /** Last known revisions of the traces inside. */
  #since: Record<TraceId, number> = {};
  #regroup: Regroup | undefined;
  #stale = false;
  #asking: AbortController | undefined;

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#loop = createLoop(
      () => this.#step(),
      (error) => this.#update({ loading: false, error }),
    );
  }

  get state(): ReadonlySignal<OpenTraceState | undefined> {
    return this.#state;
  }

  open(traceId: TraceId | undefined): void {
    if (this.#state.peek()?.traceId !== traceId) this.#start(traceId);
  }

  /** Which groups are one trace. A trace that is in none stays as it is. */
  setRegroup(regroup: Regroup): void {
    this.#regroup = regroup;
    const current = this.#state.peek();
    if (current && (!current.trace || current.trace.group)) this.#start(current.traceId);
  }

  /** Something of it is among these traces. */
  hasAny(traceIds: readonly TraceId[]): boolean {
    const current = this.#state.peek();
    if (!current) return false;
    const head = current.trace?.traceId;
    return traceIds.some((id) => id === current.traceId || id === head || Object.hasOwn(this.#since, id));
  }

  /** The trace may have changed: reads what is newer than the last revision. */
  refresh(): void {
    this.#stale = true;
    this.#loop.wake();
  }

  /** Reads from the start: revisions may count anew in another life of the server. What is shown stays. */
  reset(): void {
    this.#revision = 0;
    this.#since = Object.fromEntries(Object.keys(this.#since).map((id) => [id, 0]));
    this.refresh();
  }

  #start(traceId: TraceId | undefined): void {
    this.#asking?.abort();
    this.#spans = new Map();
    this.#revision = 0;
    this.#since = {};
    this.#stale = traceId !== undefined;
    this.#state.value = traceId === undefined ? undefined : opened(traceId, this.#spans);
    this.#loop.wake();
  }

  async #step(): Promise<boolean> {
    const current = this.#state.peek();
    if (!current || !this.#stale) return false;
    this.#stale = false;
    const [sinceRevision, since] = [this.#revision, this.#since];
    const answer = await this.#page(current.traceId, sinceRevision);
    const now = this.#state.peek();
    const superseded =
      now?.spans !== current.spans || this.#revision !== sinceRevision || this.#since !== since;
    if (!answer || !now || superseded) return this.#stale;
    this.#add(now, answer);
    return this.#stale;
  }

  async #page(traceId: TraceId, sinceRevision: number): Promise<Page | undefined> {
    this.#asking = new AbortController();
    const limit = sinceRevision === 0 ? firstPage : nextPage;
    try {
      const regroup = this.#regroup && { regroup: this.#regroup, since: this.#since };
      return await this.#ask(
        'getSpanRows',
        { traceId, sinceRevision, limit, ...regroup },
        this.#asking.signal,
      );
    } catch (error) {
      // Opening another trace withdrew the question: that one's turn now.
      if (RequestError.is(error, 'cancelled') && this.#stale) return undefined;
      if (!RequestError.is(error, 'not-found')) throw error;
      this.#update({ loading: false, gone: true });
      return undefined;
    }
  }

  #add(now: OpenTraceState, { trace, rows, revision, more, members = [], gone = [] }: Page): void {
    if (now.trace && now.trace.traceId !== trace.traceId) {
      // The trace around it has come, or has gone: another tree, with other ids.
      this.#start(now.traceId);
      return;
    }
    const base = this.#spans.size === 0 ? trace.startNs : now.base;
    for (const row of rows) this.#spans.set(row.spanId, entryOf(row, base));
    this.#revision = revision;
    for (const member of members) {
      for (const entry of insideEntries(trace.traceId, member, base))
        this.#spans.set(entry.row.spanId, entry);
      this.#since[member.traceId] = member.revision;
    }
    if (gone.length > 0) this.#drop(new Set(gone));
    this.#stale ||= more;
    const fresh = opened(now.traceId, this.#spans);
    this.#state.value = { ...fresh, trace, base, loading: more, version: now.version + 1 };
  }

  #drop(gone: ReadonlySet<TraceId>): void {
    for (const id of gone) delete this.#since[id];
    for (const [key, { inside }] of this.#spans) {
      if (inside && gone.has(inside.traceId)) this.#spans.delete(key);
    }
  }

  #update(change: Partial<OpenTraceState>): void {
    const current = this.#state.peek();
    if (current) this.#state.value = { ...current, ...change };
  }
}

type Page = ResultOf<'getSpanRows'>;

function opened(traceId: TraceId, spans: ReadonlyMap<SpanId, SpanEntry>): OpenTraceState {
  return { traceId, spans, version: 0, base: '0', loading: true, gone: false };
}
