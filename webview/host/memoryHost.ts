import type { StoppedSpan } from '../../protocol/messages/debugging.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { Ask, RequestError, RequestName, Requests } from '../../protocol/messages/requests.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { type OpenResult, type WebviewCommand, webviewCommands } from '../../protocol/messages/webview.ts';
import type { SpanRef, TraceId } from '../../protocol/model/span.ts';
import { createEmitter } from './emitter.ts';
import type { Host, OpenTarget, RevealTarget } from './host.ts';
import { MemoryServer, type MemoryTrace } from './memoryServer.ts';
import { placeLabel } from './placeLabel.ts';

/** What a test or the development page does to a memory host, and what it sees of it. */
export interface MemoryHost extends Host {
  /** Every question asked, in order. */
  readonly asked: { readonly name: RequestName; readonly params: unknown }[];
  readonly opened: OpenTarget[];
  readonly diffs: SpanRef[];
  readonly copied: string[];
  readonly commandsRun: WebviewCommand[];
  readonly links: string[];
  saved: unknown;
  /** Adds or replaces traces (spans are merged by id) and tells about it. */
  put(...traces: readonly MemoryTrace[]): void;
  remove(traceId: TraceId): void;
  sendDelta(delta: Delta): void;
  setStatus(status: ServerStatus): void;
  /** A debugger stands there. */
  stop(at: StoppedSpan | undefined): void;
  reveal(target: RevealTarget): void;
  /** Every question fails so until it is called with `undefined`. */
  failWith(error: RequestError | undefined): void;
}

/** A server and an editor in memory, for tests and for the development page. */
export function createMemoryHost(saved?: unknown): MemoryHost {
  const server = new MemoryServer();
  const statuses = createEmitter<ServerStatus>();
  const stops = createEmitter<StoppedSpan | undefined>();
  const reveals = createEmitter<RevealTarget>();
  const host: MemoryHost = {
    ask: server.ask.bind(server) as Ask,
    asked: server.asked,
    opened: [],
    diffs: [],
    copied: [],
    commandsRun: [],
    links: [],
    saved,
    commands: new Set(webviewCommands),
    showsSource: true,
    opensFrames: true,
    async openSource(target) {
      host.opened.push(target);
      return openResult(server.placesOf(target), target.candidate);
    },
    async showDiff(span) {
      host.diffs.push(span);
      return { kind: 'opened', label: 'as it ran' };
    },
    openLink: (url) => host.links.push(url),
    copy: (text) => host.copied.push(text),
    command: (command) => host.commandsRun.push(command),
    onDelta: server.deltas.on,
    onStatus: statuses.on,
    onStopped: stops.on,
    onReveal: reveals.on,
    loadState: () => host.saved,
    saveState(state) {
      host.saved = state;
    },
    start: () => statuses.emit(listeningStatus),
    put: (...traces) => server.put(traces),
    remove: (traceId) => server.remove(traceId),
    sendDelta: server.deltas.emit,
    setStatus: statuses.emit,
    stop: stops.emit,
    reveal: reveals.emit,
    failWith: (error) => server.failWith(error),
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
