import type { Delta } from '../../protocol/messages/delta.ts';
import { isTogether, type Regroup } from '../../protocol/messages/regroup.ts';
import {
  type CancelSignal,
  RequestError,
  type RequestName,
  type Requests,
  type TextCut,
} from '../../protocol/messages/requests.ts';
import type { SpanRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { CodeState, SourceCandidate } from '../../protocol/model/source.ts';
import type { Span, TraceId } from '../../protocol/model/span.ts';
import type { RunInfo } from '../../protocol/model/trace.ts';
import { createEmitter, type Emitter } from './emitter.ts';
import { headIn, membersIn, shownIn } from './memoryGroups.ts';
import { MemoryRuns } from './memoryRuns.ts';

/** A span as the memory host keeps it: its row, and optionally what `getSpan` answers. */
export interface MemorySpan {
  readonly row: SpanRow;
  readonly span?: Partial<Span>;
  readonly places?: readonly SourceCandidate[];
  readonly code?: CodeState;
  /** The whole of texts that `span` has cut, by JSON path. */
  readonly texts?: ReadonlyMap<string, string>;
}

export interface MemoryTrace {
  readonly row: TraceRow;
  readonly run?: RunInfo;
  readonly spans: readonly MemorySpan[];
}

interface Stored {
  row: TraceRow;
  readonly spans: Map<string, MemorySpan & { readonly revision: number }>;
}

type Changing = 'deleteTraces' | 'deleteRun' | 'restoreTraces' | 'renameRun' | 'pinRun' | 'pinTrace';
type Answers = { readonly [N in RequestName]: (params: Requests[N]['params']) => Requests[N]['result'] };

/** A server in memory: what `memoryHost` asks. */
export class MemoryServer {
  readonly asked: { readonly name: RequestName; readonly params: unknown }[] = [];
  readonly deltas: Emitter<Delta> = createEmitter();
  readonly #traces = new Map<TraceId, Stored>();
  readonly #position = { generation: 'memory', seq: 0 };
  readonly #removed = new Map<TraceId, Stored>();
  readonly #runs = new MemoryRuns({
    rows: () => [...this.#traces.values()].map(({ row }) => row),
    change: (row) => {
      const stored = this.#traces.get(row.traceId);
      if (stored) stored.row = row;
    },
    remove: (rows) => {
      for (const { traceId } of rows) takeOut(this.#traces, this.#removed, traceId);
    },
  });
  readonly #answers: Answers = {
    ...createAnswers(this.#traces, this.#position, this.#runs),
    ...createRemoval(this.#traces, this.#removed, this.#runs),
    ...this.#runs.answers(),
  };
  #revision = 0;
  #failure: RequestError | undefined;

  async ask(name: RequestName, params: never, signal?: CancelSignal): Promise<unknown> {
    this.asked.push({ name, params });
    await Promise.resolve();
    if (this.#failure) throw this.#failure;
    const answer = this.#answers[name](params);
    if (signal?.aborted) throw new RequestError('cancelled', 'withdrawn');
    if (changing.includes(name)) this.#resync();
    return answer;
  }

  placesOf(params: Requests['resolveSource']['params']): Requests['resolveSource']['result'] {
    return this.#answers.resolveSource(params);
  }

  put(given: readonly MemoryTrace[]): void {
    for (const trace of given) {
      if (trace.run) this.#runs.add(trace.run);
      store(this.#traces, trace, ++this.#revision);
    }
    this.#publish(
      given.map(({ row }) => row.traceId),
      [],
    );
  }

  remove(traceId: TraceId): void {
    this.#traces.delete(traceId);
    this.#publish([], [traceId]);
  }

  failWith(error: RequestError | undefined): void {
    this.#failure = error;
  }

  /** A gap, so that views read everything anew. */
  #resync(): void {
    this.#position.seq++;
    this.#publish([], []);
  }

  #publish(changed: readonly TraceId[], removed: readonly TraceId[]): void {
    this.#position.seq++;
    this.deltas.emit({ ...this.#position, changed, removed, traceCount: this.#traces.size });
  }
}

const changing: readonly RequestName[] = [
  'deleteTraces',
  'deleteRun',
  'restoreTraces',
  'renameRun',
  'pinRun',
  'pinTrace',
] satisfies readonly Changing[];

function takeOut(traces: Map<TraceId, Stored>, removed: Map<TraceId, Stored>, id: TraceId): void {
  const found = traces.get(id);
  if (!found) throw new RequestError('not-found', 'This trace is no longer there.');
  removed.set(id, found);
  traces.delete(id);
}

function store(traces: Map<TraceId, Stored>, trace: MemoryTrace, revision: number): void {
  const row = { ...trace.row, ...(trace.run && { runId: trace.run.id }), revision };
  const known = traces.get(row.traceId) ?? { row, spans: new Map() };
  known.row = row;
  for (const span of trace.spans) known.spans.set(span.row.spanId, { ...span, revision });
  traces.set(row.traceId, known);
}

function createAnswers(
  traces: Map<TraceId, Stored>,
  position: { readonly generation: string; readonly seq: number },
  runs: MemoryRuns,
): Omit<Answers, Changing> {
  const find = (traceId: TraceId): Stored => {
    const found = traces.get(traceId);
    if (!found) throw new RequestError('not-found', 'This trace is no longer there.');
    return found;
  };
  return {
    listTraces({ text = '', limit, cursor = '0', regroup }) {
      const shown = [...traces.keys()].flatMap((id) => shownIn(traces, id, regroup) ?? []);
      const rows = [...new Map(shown.map((row) => [row.traceId, row])).values()].filter((row) =>
        row.name.includes(text),
      );
      rows.sort((a, b) => (a.startNs < b.startNs ? 1 : -1));
      const end = Number(cursor) + limit;
      const next = end < rows.length ? { nextCursor: String(end) } : {};
      const { generation, seq } = position;
      const pinned = cursor === '0' ? rows.filter((row) => runs.isKept(row)) : [];
      const page = rows.slice(Number(cursor), end);
      const listed = { traces: page, pinned, runs: runs.runsOf([...page, ...pinned]) };
      return { ...listed, position: { generation, seq }, ...next };
    },
    getTraceRows({ traceIds, regroup }) {
      const shown = traceIds.flatMap((id) => shownIn(traces, id, regroup) ?? []);
      const rows = [...new Map(shown.map((row) => [row.traceId, row])).values()];
      return { traces: rows, runs: runs.runsOf(rows) };
    },
    getTrace: notAsked,
    spansOfFrames: notAsked,
    callPlace: notAsked,
    ranText: notAsked,
    ...createSpanAnswers(traces, find),
  };
}

/** By the panel. */
function notAsked(): never {
  throw new RequestError('invalid', 'The panel does not ask this.');
}

function createSpanAnswers(
  traces: ReadonlyMap<TraceId, Stored>,
  find: (traceId: TraceId) => Stored,
): Pick<Answers, 'getSpanRows' | 'getSpan' | 'getText' | 'resolveSource'> {
  const findSpan = (params: { readonly traceId: TraceId; readonly spanId: string }): MemorySpan => {
    const found = find(params.traceId).spans.get(params.spanId);
    if (!found) throw new RequestError('not-found', 'This span is no longer there.');
    return found;
  };
  return {
    getSpanRows(params) {
      const { traceId, sinceRevision, limit, regroup } = params;
      const { row, spans } = find(traceId);
      if (regroup !== undefined) return groupPage(traces, { ...params, regroup });
      return spanPage(row, [...spans.values()], sinceRevision, limit);
    },
    getSpan({ traceId, spanId, maxText }) {
      const found = findSpan({ traceId, spanId });
      const cut: TextCut[] = [...(found.texts ?? [])]
        .filter(([, text]) => text.length > maxText)
        .map(([path, text]) => ({ path: JSON.parse(path) as TextCut['path'], total: text.length }));
      return { span: wholeSpan(traceId, found), cut };
    },
    getText({ path, offset, length, ...key }) {
      const text = findSpan(key).texts?.get(JSON.stringify(path)) ?? '';
      return { text: text.slice(offset, offset + length), total: text.length };
    },
    resolveSource(key) {
      const { places: candidates = [], code } = findSpan(key);
      return candidates.length > 0
        ? { candidates, ...(code && { code }) }
        : { candidates, reason: 'No function of that name in this folder.' };
    },
  };
}

function createRemoval(
  traces: Map<TraceId, Stored>,
  removed: Map<TraceId, Stored>,
  runs: MemoryRuns,
): Pick<Answers, 'deleteTraces' | 'restoreTraces'> {
  return {
    deleteTraces({ traceIds }) {
      const all = [...traces.values()].filter(({ row }) => !runs.isKept(row));
      const ids = traceIds === 'all' ? all.map(({ row }) => row.traceId) : traceIds;
      for (const id of ids) takeOut(traces, removed, id);
      return { deleted: ids.length };
    },
    restoreTraces({ runId }) {
      const back = [...removed].filter(([, { row }]) => runId === undefined || row.runId === runId);
      for (const [id, trace] of back) {
        traces.set(id, trace);
        removed.delete(id);
      }
      return { restored: back.length };
    },
  };
}

type GroupParams = Requests['getSpanRows']['params'] & { readonly regroup: Regroup };

/** Members are not paged: made-up ones are small. */
function groupPage(
  traces: ReadonlyMap<TraceId, Stored>,
  { traceId, sinceRevision, limit, regroup, since = {} }: GroupParams,
): Requests['getSpanRows']['result'] {
  const head = headIn(traces, traceId);
  const ids = membersIn(traces, head);
  const together = isTogether(regroup, head);
  const { row, spans } = traces.get(together ? head : traceId) as Stored;
  const members = (together ? ids.slice(1) : []).flatMap((id) => {
    const { row: own, spans: rows } = traces.get(id) as Stored;
    const page = spanPage(own, [...rows.values()], since[id] ?? 0, limit);
    return own.spawnedFrom && own.revision > (since[id] ?? 0)
      ? [{ traceId: id, spawnedFrom: own.spawnedFrom, rows: page.rows, revision: page.revision }]
      : [];
  });
  const shown = together
    ? (shownIn(traces, head, regroup) ?? row)
    : { ...row, ...(ids.length > 1 && { group: { head, traces: ids.length, failed: 0, together } }) };
  const gone = Object.keys(since).filter((id) => !together || !ids.includes(id));
  const page = spanPage(row, [...spans.values()], sinceRevision, limit);
  return { ...page, trace: shown, members, gone };
}

/** Pages by position in the order of change; spans of one `put` share a revision, so pages are cut by span. */
function spanPage(
  trace: TraceRow,
  spans: readonly (MemorySpan & { readonly revision: number })[],
  sinceRevision: number,
  limit: number,
): Requests['getSpanRows']['result'] {
  // A fraction of a revision counts the spans of it that were already sent.
  const whole = Math.floor(sinceRevision);
  const sent = Math.round((sinceRevision - whole) * 1e6);
  const newer = spans.filter(({ revision }) => revision > whole || (sent > 0 && revision === whole));
  const page = newer.slice(sent, sent + limit);
  const more = sent + page.length < newer.length;
  const revision = more ? whole + (sent + page.length) / 1e6 : trace.revision;
  return { trace, rows: page.map(({ row }) => row), revision, more };
}

function wholeSpan(traceId: TraceId, { row, span }: MemorySpan): Span {
  const { tokens: _tokens, hint: _hint, ...shared } = row;
  return {
    traceId,
    ...shared,
    inputs: null,
    outputs: null,
    attributes: {},
    events: [],
    links: [],
    exceptions: [],
    convention: 'mlflow',
    scope: { name: 'mlflow' },
    ...span,
  };
}
