import { type ReadonlySignal, signal } from '@preact/signals';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { Regroup } from '../../protocol/messages/regroup.ts';
import type { Ask, Position, ResultOf } from '../../protocol/messages/requests.ts';
import type { RunRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';
import { readDelta } from './deltaReader.ts';
import { createLoop, type Loop } from './loop.ts';
import { mergeRows } from './mergeRows.ts';

const pageSize = 200;
/** What the server gives at once at most. */
const mostRows = 1000;
/** More changed traces than this are cheaper to list than to ask for one by one. */
const maxChanged = 200;

export interface TraceListState {
  /** Newest first; also those that are pinned, from pages that are not read yet. */
  readonly rows: readonly TraceRow[];
  /** By id. */
  readonly runs: ReadonlyMap<string, RunRow>;
  /** False until the first answer. */
  readonly loaded: boolean;
  readonly nextCursor?: string;
  readonly error?: string;
}

/** The list of traces: read once, then kept by deltas; read anew after a gap. */
export class TraceList {
  readonly #ask: Ask;
  readonly #state = signal<TraceListState>({ rows: [], runs: new Map(), loaded: false });
  readonly #total = signal(0);
  readonly #loop: Loop;
  #position: Position | undefined;
  #filter = '';
  #regroup: Regroup | undefined;
  #readAll = false;
  #readOlder = false;
  #changed = new Set<TraceId>();
  #removed = new Set<TraceId>();

  constructor(ask: Ask) {
    this.#ask = ask;
    this.#loop = createLoop(
      () => this.#step(),
      (error) => {
        this.#position = undefined;
        this.#state.value = { ...this.#state.peek(), error };
      },
    );
  }

  get state(): ReadonlySignal<TraceListState> {
    return this.#state;
  }

  /** Traces in the store, filter or not. */
  get total(): ReadonlySignal<number> {
    return this.#total;
  }

  setFilter(text: string): void {
    this.#filter = text.trim();
    this.reload();
  }

  /** Reads the list anew, but for the first time, when there is none yet. */
  setRegroup(regroup: Regroup): void {
    const first = this.#regroup === undefined;
    this.#regroup = regroup;
    if (!first) this.reload();
  }

  reload(): void {
    this.#readAll = true;
    this.#loop.wake();
  }

  loadMore(): void {
    this.#readOlder = true;
    this.#loop.wake();
  }

  onDelta(delta: Delta): void {
    this.#total.value = delta.traceCount;
    const verdict = readDelta(this.#position, delta);
    if (verdict === 'old') return;
    this.#position = { generation: delta.generation, seq: delta.seq };
    for (const id of delta.changed) this.#changed.add(id);
    for (const id of delta.removed) this.#removed.add(id);
    // Only the server knows whether a changed trace still matches a filter.
    const cheaper = this.#filter === '' && this.#changed.size <= maxChanged;
    if (verdict === 'gap' || !cheaper) this.#readAll = true;
    this.#loop.wake();
  }

  async #step(): Promise<boolean> {
    if (this.#readAll) await this.#all();
    else if (this.#readOlder) await this.#older();
    else if (this.#changed.size > 0 || this.#removed.size > 0) await this.#changes();
    else return false;
    return true;
  }

  async #all(): Promise<void> {
    this.#readAll = false;
    this.#changed = new Set();
    this.#removed = new Set();
    const [asked, regroup] = [this.#filter, this.#regroup];
    const limit = Math.max(pageSize, Math.min(this.#state.peek().rows.length, mostRows));
    const answer = await this.#ask('listTraces', { limit, ...textParam(asked), ...regroupParam(regroup) });
    if (asked !== this.#filter || regroup !== this.#regroup) return;
    this.#position = later(this.#position, answer.position);
    const rows = mergeRows(answer.traces, answer.pinned ?? [], nothing, false);
    this.#state.value = { rows, runs: runsById([], answer.runs), loaded: true, ...cursorOf(answer) };
    if (asked === '') this.#total.value = Math.max(this.#total.peek(), answer.traces.length);
  }

  async #older(): Promise<void> {
    this.#readOlder = false;
    const cursor = this.#state.peek().nextCursor;
    if (cursor === undefined) return;
    const params = { limit: pageSize, cursor, ...textParam(this.#filter), ...regroupParam(this.#regroup) };
    const answer = await this.#ask('listTraces', params);
    const { rows, runs, nextCursor } = this.#state.peek();
    if (nextCursor !== cursor) return;
    this.#state.value = {
      rows: mergeRows(rows, answer.traces, nothing, false),
      runs: runsById(runs, answer.runs),
      loaded: true,
      ...cursorOf(answer),
    };
  }

  async #changes(): Promise<void> {
    const removed = this.#removed;
    const traceIds = [...this.#changed].filter((id) => !removed.has(id));
    this.#changed = new Set();
    this.#removed = new Set();
    const asked = [...traceIds, ...besideRemoved(this.#state.peek().rows, removed)];
    const regroup = this.#regroup;
    const answer: ResultOf<'getTraceRows'> =
      asked.length > 0
        ? await this.#ask('getTraceRows', { traceIds: asked, ...regroupParam(regroup) })
        : { traces: [] };
    if (regroup !== this.#regroup) return;
    const { rows, runs, nextCursor } = this.#state.peek();
    // One that has no row any more is shown inside another trace now.
    const listed = new Set(answer.traces.map((row) => row.traceId));
    const away = new Set([...removed, ...traceIds.filter((id) => !listed.has(id))]);
    this.#state.value = {
      rows: mergeRows(rows, answer.traces, away, nextCursor !== undefined),
      runs: runsById(runs, answer.runs),
      loaded: true,
      ...cursorOf({ nextCursor }),
    };
  }
}

const nothing: ReadonlySet<TraceId> = new Set();

function runsById(
  known: Iterable<readonly [string, RunRow]>,
  answered: readonly RunRow[] = [],
): ReadonlyMap<string, RunRow> {
  return new Map([...known, ...answered.map((run) => [run.id, run] as const)]);
}

/** One trace of each run that has lost one: with it comes what is left of the run. */
function besideRemoved(rows: readonly TraceRow[], removed: ReadonlySet<TraceId>): readonly TraceId[] {
  if (removed.size === 0) return [];
  const runIds = new Set(rows.flatMap((row) => (removed.has(row.traceId) ? (row.runId ?? []) : [])));
  const left = new Map<string, TraceId>();
  for (const { traceId, runId } of rows) {
    if (runId !== undefined && runIds.has(runId) && !removed.has(traceId)) left.set(runId, traceId);
  }
  return [...left.values()];
}

/** Deltas that came while the list was being read may already be past the answer's position. */
function later(known: Position | undefined, answered: Position): Position {
  const same = known?.generation === answered.generation;
  return same && known.seq > answered.seq ? known : answered;
}

function regroupParam(regroup: Regroup | undefined): { readonly regroup?: Regroup } {
  return regroup === undefined ? {} : { regroup };
}

function textParam(text: string): { readonly text?: string } {
  return text === '' ? {} : { text };
}

function cursorOf(answer: { readonly nextCursor?: string | undefined }): { readonly nextCursor?: string } {
  return answer.nextCursor === undefined ? {} : { nextCursor: answer.nextCursor };
}
