import type { Delta } from '../../protocol/messages/delta.ts';
import {
  type Ask,
  type ByIdRequest,
  byIdRequests,
  type CancelSignal,
  type ParamsOf,
  RequestError,
  type RequestName,
  type ResultOf,
} from '../../protocol/messages/requests.ts';
import type { TraceRow } from '../../protocol/messages/rows.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import { strings } from '../l10n.ts';
import { compareNanos } from '../state/mergeRows.ts';
import { listeningAt, type PageWindow, pageParts } from './browserPage.ts';
import { createEmitter } from './emitter.ts';
import type { Host } from './host.ts';
import { createHttpAsk } from './httpAsk.ts';
import { changesBetween, pauseAfter, type Seen } from './tracePoll.ts';

const mostTraces = 50;

/** The traces that an embedded page was asked for, `?trace_id=A&trace_id=B`, in any form of their ids. */
export function embeddedIds(search: string): readonly string[] {
  const given = new URLSearchParams(search).getAll('trace_id').filter((id) => id !== '' && id.length <= 200);
  return [...new Set(given)].slice(0, mostTraces);
}

/**
 * The viewer in a frame of a notebook: the named traces and no others, by questions that anyone who knows an id may
 * ask. It looks again and again instead of listening: a browser has six connections to a server at most, and a
 * notebook has a frame below each of its cells. A frame keeps no state: browsers forbid it to, as to any third party.
 */
export function createEmbeddedHost(win: PageWindow, ids: readonly string[]): Host {
  const deltas = createEmitter<Delta>();
  const statuses = createEmitter<ServerStatus>();
  const byId = createHttpAsk(win, '/api/request/by-id', {});
  let position = { generation: '0', seq: 0 };

  const look = async (): Promise<readonly TraceRow[]> =>
    ids.length === 0 ? [] : (await byId('getTraceRows', { traceIds: ids })).traces;

  /** True when something had changed. */
  const tell = ({ changed, removed }: Seen, traceCount: number): boolean => {
    if (changed.length + removed.length === 0) return false;
    position = { ...position, seq: position.seq + 1 };
    deltas.emit({ ...position, changed, removed, traceCount });
    return true;
  };

  const watch = async (): Promise<never> => {
    let rows: readonly TraceRow[] = [];
    for (let idleLooks = 0; ; idleLooks++) {
      if (!win.document.hidden) {
        try {
          const now = await look();
          statuses.emit(listeningAt(win.location));
          if (tell(changesBetween(rows, now), now.length)) idleLooks = 0;
          rows = now;
        } catch {
          statuses.emit(unreachable);
          // The next life of the server counts its revisions anew.
          position = { generation: String(Number(position.generation) + 1), seq: 0 };
        }
      }
      await new Promise((resolve) => win.setTimeout(resolve, pauseAfter(ids, rows, idleLooks)));
    }
  };

  return {
    ...pageParts(win),
    ask: askOf(byId, async ({ regroup }) => {
      const at = position;
      const { traces } = await byId('getTraceRows', { traceIds: ids, ...(regroup && { regroup }) });
      const rows = traces.toSorted((a, b) => compareNanos(b.startNs, a.startNs));
      return { traces: rows, position: at };
    }),
    showsSource: false,
    opensFrames: false,
    openSource: async () => ({ kind: 'none', reason: strings.source.unknown }),
    showDiff: async () => ({ kind: 'none', reason: strings.source.noDiff }),
    onDelta: deltas.on,
    onStatus: statuses.on,
    loadState: () => null,
    saveState: () => undefined,
    start: () => void watch(),
  };
}

/** What the server answers by id, and a list that is the named traces. */
function askOf(byId: Ask, list: (params: ParamsOf<'listTraces'>) => Promise<ResultOf<'listTraces'>>): Ask {
  const ask = async (
    name: RequestName,
    params: ParamsOf<RequestName>,
    signal?: CancelSignal,
  ): Promise<unknown> => {
    if (name === 'listTraces') return list(params as ParamsOf<'listTraces'>);
    if (name === 'resolveSource') return { candidates: [] };
    if (isById(name)) return byId(name, params as never, signal);
    throw new RequestError('unavailable', strings.host.notAllowed);
  };
  return ask as Ask;
}

function isById(name: RequestName): name is ByIdRequest {
  return byIdRequests.some((each) => each === name);
}

const unreachable: ServerStatus = {
  state: 'failed',
  message: strings.embedded.unreachable,
  remedy: strings.embedded.unreachableRemedy,
};
