import type { Delta } from '../../protocol/messages/delta.ts';
import {
  type Ask,
  type CancelSignal,
  RequestError,
  type RequestName,
  type Requests,
  type TextCut,
} from '../../protocol/messages/requests.ts';
import type { SpanRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { OpenResult, WebviewCommand } from '../../protocol/messages/webview.ts';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import type { Span, TraceId } from '../../protocol/model/span.ts';
import { createEmitter } from './emitter.ts';
import type { Host, OpenTarget, RevealTarget } from './host.ts';
import { placeLabel } from './placeLabel.ts';

/** A span as the memory host keeps it: its row, and optionally what `getSpan` answers. */
export interface MemorySpan {
  readonly row: SpanRow;
  readonly span?: Partial<Span>;
  readonly places?: readonly SourceCandidate[];
  /** The whole of texts that `span` has cut, by JSON path. */
  readonly texts?: ReadonlyMap<string, string>;
}

export interface MemoryTrace {
  readonly row: TraceRow;
  readonly spans: readonly MemorySpan[];
}

/** What a test or the development page does to a memory host, and what it sees of it. */
export interface MemoryHost extends Host {
  /** Every question asked, in order. */
  readonly asked: { readonly name: RequestName; readonly params: unknown }[];
  readonly opened: OpenTarget[];
  readonly copied: string[];
  readonly commandsRun: WebviewCommand[];
  readonly links: string[];
  saved: unknown;
  /** Adds or replaces traces (spans are merged by id) and tells about it. */
  put(...traces: readonly MemoryTrace[]): void;
  remove(traceId: TraceId): void;
  sendDelta(delta: Delta): void;
  setStatus(status: ServerStatus): void;
  reveal(target: RevealTarget): void;
  /** Every question fails so until it is called with `undefined`. */
  failWith(error: RequestError | undefined): void;
}

interface Stored {
  row: TraceRow;
  readonly spans: Map<string, MemorySpan & { readonly revision: number }>;
}

type Answers = { readonly [N in RequestName]: (params: Requests[N]['params']) => Requests[N]['result'] };

/** A server and an editor in memory, for tests and for the development page. */
export function createMemoryHost(saved?: unknown): MemoryHost {
  const traces = new Map<TraceId, Stored>();
  const deltas = createEmitter<Delta>();
  const statuses = createEmitter<ServerStatus>();
  const reveals = createEmitter<RevealTarget>();
  const position = { generation: 'memory', seq: 0, revision: 0 };
  let failure: RequestError | undefined;
  const answers = createAnswers(traces, position);

  const publish = (changed: readonly TraceId[], removed: readonly TraceId[]): void => {
    position.seq++;
    deltas.emit({
      generation: position.generation,
      seq: position.seq,
      changed,
      removed,
      traceCount: traces.size,
    });
  };
  const ask = async (name: RequestName, params: never, signal?: CancelSignal): Promise<unknown> => {
    host.asked.push({ name, params });
    await Promise.resolve();
    if (failure) throw failure;
    const answer = answers[name](params);
    if (signal?.aborted) throw new RequestError('cancelled', 'withdrawn');
    return answer;
  };
  const host: MemoryHost = {
    ask: ask as Ask,
    asked: [],
    opened: [],
    copied: [],
    commandsRun: [],
    links: [],
    saved,
    commands: new Set([
      'newTerminal',
      'copyEnvironment',
      'runExample',
      'restartServer',
      'showLog',
      'openSettings',
    ]),
    async openSource(target) {
      host.opened.push(target);
      return openResult(answers.resolveSource(target), target.candidate);
    },
    openLink: (url) => host.links.push(url),
    copy: (text) => host.copied.push(text),
    command: (command) => host.commandsRun.push(command),
    onDelta: deltas.on,
    onStatus: statuses.on,
    onReveal: reveals.on,
    loadState: () => host.saved,
    saveState(state) {
      host.saved = state;
    },
    start: () => statuses.emit(listeningStatus),
    put(...given) {
      for (const trace of given) store(traces, trace, ++position.revision);
      publish(
        given.map(({ row }) => row.traceId),
        [],
      );
    },
    remove(traceId) {
      traces.delete(traceId);
      publish([], [traceId]);
    },
    sendDelta: deltas.emit,
    setStatus: statuses.emit,
    reveal: reveals.emit,
    failWith(error) {
      failure = error;
    },
  };
  return host;
}

function openResult(
  { candidates, reason }: Requests['resolveSource']['result'],
  candidate: number | undefined,
): OpenResult {
  if (candidates.length > 1 && candidate === undefined) {
    return { kind: 'choose', labels: candidates.map(placeLabel) };
  }
  const place = candidates[candidate ?? 0];
  return place ? { kind: 'opened', label: placeLabel(place) } : { kind: 'none', reason: reason ?? '' };
}

const listeningStatus: ServerStatus = {
  state: 'listening',
  url: 'http://127.0.0.1:5005',
  port: 5005,
  traceCount: 0,
  notices: [],
};

function store(traces: Map<TraceId, Stored>, trace: MemoryTrace, revision: number): void {
  const row = { ...trace.row, revision };
  const known = traces.get(row.traceId) ?? { row, spans: new Map() };
  known.row = row;
  for (const span of trace.spans) known.spans.set(span.row.spanId, { ...span, revision });
  traces.set(row.traceId, known);
}

function createAnswers(
  traces: Map<TraceId, Stored>,
  position: { readonly generation: string; readonly seq: number },
): Answers {
  const find = (traceId: TraceId): Stored => {
    const found = traces.get(traceId);
    if (!found) throw new RequestError('not-found', 'This trace is no longer there.');
    return found;
  };
  return {
    listTraces({ text = '', limit, cursor = '0' }) {
      const rows = [...traces.values()].map(({ row }) => row).filter((row) => row.name.includes(text));
      rows.sort((a, b) => (a.startNs < b.startNs ? 1 : -1));
      const end = Number(cursor) + limit;
      const next = end < rows.length ? { nextCursor: String(end) } : {};
      const { generation, seq } = position;
      return { traces: rows.slice(Number(cursor), end), position: { generation, seq }, ...next };
    },
    getTraceRows: ({ traceIds }) => ({
      traces: traceIds.flatMap((id) => traces.get(id)?.row ?? []),
    }),
    getTrace() {
      throw new RequestError('invalid', 'The panel does not ask this.');
    },
    ...createSpanAnswers(find),
    ...createRemoval(traces, find),
  };
}

function createSpanAnswers(
  find: (traceId: TraceId) => Stored,
): Pick<Answers, 'getSpanRows' | 'getSpan' | 'getText' | 'resolveSource'> {
  const findSpan = (params: { readonly traceId: TraceId; readonly spanId: string }): MemorySpan => {
    const found = find(params.traceId).spans.get(params.spanId);
    if (!found) throw new RequestError('not-found', 'This span is no longer there.');
    return found;
  };
  return {
    getSpanRows({ traceId, sinceRevision, limit }) {
      const { row, spans } = find(traceId);
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
      const candidates = findSpan(key).places ?? [];
      return candidates.length > 0
        ? { candidates }
        : { candidates, reason: 'No function of that name in this folder.' };
    },
  };
}

function createRemoval(
  traces: Map<TraceId, Stored>,
  find: (traceId: TraceId) => Stored,
): Pick<Answers, 'deleteTraces' | 'restoreTraces'> {
  const removed = new Map<TraceId, Stored>();
  return {
    deleteTraces({ traceIds }) {
      const ids = traceIds === 'all' ? [...traces.keys()] : traceIds;
      for (const id of ids) {
        removed.set(id, find(id));
        traces.delete(id);
      }
      return { deleted: ids.length };
    },
    restoreTraces() {
      for (const [id, trace] of removed) traces.set(id, trace);
      const restored = removed.size;
      removed.clear();
      return { restored };
    },
  };
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
