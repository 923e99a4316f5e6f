import { type ReadonlySignal, signal } from '@preact/signals';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { Ask, Position } from '../../protocol/messages/requests.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';
import { readDelta } from './deltaReader.ts';
import { createLoop } from './loop.ts';
import { mergeRows } from './mergeRows.ts';

const pageSize = 200;
/** More changed traces than this are cheaper to list than to ask for one by one. */
const maxChanged = 200;

export interface TraceListState {
  readonly rows: readonly TraceRow[];
  /** False until the first answer. */
  readonly loaded: boolean;
  readonly nextCursor?: string;
  readonly error?: string;
}

export interface TraceList {
  readonly state: ReadonlySignal<TraceListState>;
  /** Traces in the store, filter or not. */
  readonly total: ReadonlySignal<number>;
  setFilter(text: string): void;
  onDelta(delta: Delta): void;
  loadMore(): void;
  reload(): void;
}

/** The list of traces: read once, then kept by deltas; read anew after a gap. */
export function createTraceList(ask: Ask): TraceList {
  const state = signal<TraceListState>({ rows: [], loaded: false });
  const total = signal(0);
  let position: Position | undefined;
  let filter = '';
  let full = false;
  let older = false;
  let changed = new Set<TraceId>();
  let removed = new Set<TraceId>();

  const readAll = async (): Promise<void> => {
    full = false;
    changed = new Set();
    removed = new Set();
    const asked = filter;
    const limit = Math.max(pageSize, Math.min(state.peek().rows.length, 1000));
    const answer = await ask('listTraces', { limit, ...textParam(asked) });
    if (asked !== filter) return;
    if (
      !position ||
      position.generation !== answer.position.generation ||
      answer.position.seq > position.seq
    ) {
      position = answer.position;
    }
    state.value = { rows: answer.traces, loaded: true, ...cursorOf(answer) };
    if (asked === '') total.value = Math.max(total.peek(), answer.traces.length);
  };

  const readOlder = async (): Promise<void> => {
    older = false;
    const cursor = state.peek().nextCursor;
    if (cursor === undefined) return;
    const answer = await ask('listTraces', { limit: pageSize, cursor, ...textParam(filter) });
    if (state.peek().nextCursor !== cursor) return;
    const known = new Set(state.peek().rows.map((row) => row.traceId));
    const rows = [...state.peek().rows, ...answer.traces.filter((row) => !known.has(row.traceId))];
    state.value = { rows, loaded: true, ...cursorOf(answer) };
  };

  const readChanged = async (): Promise<void> => {
    const gone = removed;
    const traceIds = [...changed].filter((id) => !gone.has(id));
    changed = new Set();
    removed = new Set();
    const { traces } = traceIds.length > 0 ? await ask('getTraceRows', { traceIds }) : { traces: [] };
    const { rows, nextCursor } = state.peek();
    const merged = mergeRows(rows, traces, gone, nextCursor !== undefined);
    state.value = { rows: merged, loaded: true, ...cursorOf({ nextCursor }) };
  };

  const step = async (): Promise<boolean> => {
    if (full) await readAll();
    else if (older) await readOlder();
    else if (changed.size > 0 || removed.size > 0) await readChanged();
    else return false;
    return true;
  };
  const loop = createLoop(step, (error) => {
    position = undefined;
    state.value = { ...state.peek(), error };
  });
  const reload = (): void => {
    full = true;
    loop.wake();
  };

  return {
    state,
    total,
    setFilter(text) {
      filter = text.trim();
      reload();
    },
    onDelta(delta) {
      total.value = delta.traceCount;
      const verdict = readDelta(position, delta);
      if (verdict === 'old') return;
      position = { generation: delta.generation, seq: delta.seq };
      for (const id of delta.changed) changed.add(id);
      for (const id of delta.removed) removed.add(id);
      // Only the server knows whether a changed trace still matches a filter.
      if (verdict === 'gap' || filter !== '' || changed.size > maxChanged) full = true;
      loop.wake();
    },
    loadMore() {
      older = true;
      loop.wake();
    },
    reload,
  };
}

function textParam(text: string): { readonly text?: string } {
  return text === '' ? {} : { text };
}

function cursorOf(answer: { readonly nextCursor?: string | undefined }): { readonly nextCursor?: string } {
  return answer.nextCursor === undefined ? {} : { nextCursor: answer.nextCursor };
}
