import { RequestError, type RequestName, type Requests } from '../../protocol/messages/requests.ts';
import type { RunRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { RunInfo } from '../../protocol/model/trace.ts';

type RunRequest = 'deleteRun' | 'renameRun' | 'pinRun' | 'pinTrace';
type Answers<N extends RequestName> = {
  readonly [K in N]: (params: Requests[K]['params']) => Requests[K]['result'];
};

interface Known extends RunInfo {
  readonly name?: string;
  readonly pinned?: true;
}

/** What `MemoryRuns` needs of the traces in memory. */
export interface RowsInMemory {
  rows(): readonly TraceRow[];
  change(row: TraceRow): void;
  remove(rows: readonly TraceRow[]): void;
}

/** The runs of a server in memory. */
export class MemoryRuns {
  readonly #known = new Map<string, Known>();
  readonly #traces: RowsInMemory;

  constructor(traces: RowsInMemory) {
    this.#traces = traces;
  }

  add(run: RunInfo): void {
    if (!this.#known.has(run.id)) this.#known.set(run.id, run);
  }

  runsOf(rows: readonly TraceRow[]): readonly RunRow[] {
    return [...new Set(rows.flatMap((row) => row.runId ?? []))].flatMap((id) => this.#row(id) ?? []);
  }

  isKept(row: TraceRow): boolean {
    return row.pinned === true || this.#known.get(row.runId ?? '')?.pinned === true;
  }

  answers(): Answers<RunRequest> {
    const change = (id: string, more: Partial<Known>): { readonly run: RunRow } => {
      const { name: _, pinned: _p, ...known } = this.#known.get(id) ?? this.#gone();
      this.#known.set(id, { ...known, ...more });
      return { run: this.#row(id) ?? this.#gone() };
    };
    const keptOf = (id: string) => (this.#known.get(id)?.pinned ? { pinned: true as const } : {});
    const nameOf = (id: string) => {
      const name = this.#known.get(id)?.name;
      return name === undefined ? {} : { name };
    };
    return {
      renameRun: ({ runId, name }) =>
        change(runId, { ...keptOf(runId), ...(name.trim() === '' ? {} : { name: name.trim() }) }),
      pinRun: ({ runId, pinned }) => change(runId, { ...nameOf(runId), ...(pinned ? { pinned } : {}) }),
      pinTrace: ({ traceId, pinned }) => {
        const row = this.#traces.rows().find((each) => each.traceId === traceId) ?? this.#gone();
        const { pinned: _, ...rest } = row;
        const trace: TraceRow = pinned ? { ...rest, pinned } : rest;
        this.#traces.change(trace);
        return { trace };
      },
      deleteRun: ({ runId }) => {
        const rows = this.#of(runId);
        this.#traces.remove(rows);
        return { deleted: rows.length };
      },
    };
  }

  #row(id: string): RunRow | undefined {
    const known = this.#known.get(id);
    const rows = this.#of(id);
    const starts = rows.map(({ startNs }) => startNs).toSorted();
    const ends = rows.flatMap(({ endNs }) => endNs ?? []).toSorted();
    const [startNs, endNs] = [starts[0], ends.at(-1)];
    if (known === undefined || startNs === undefined) return undefined;
    const { name, ...run } = known;
    return {
      ...run,
      ...(name !== undefined && { label: name, labelGiven: known.label }),
      traceCount: rows.length,
      failedCount: rows.filter(({ status }) => status === 'error').length,
      runningCount: rows.filter(({ status }) => status === 'running').length,
      startNs,
      ...(endNs !== undefined && { endNs }),
    };
  }

  #of(runId: string): readonly TraceRow[] {
    return this.#traces.rows().filter((row) => row.runId === runId);
  }

  #gone(): never {
    throw new RequestError('not-found', 'This is no longer there.');
  }
}
