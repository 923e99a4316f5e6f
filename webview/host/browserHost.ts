import type { Delta } from '../../protocol/messages/delta.ts';
import type { Ask } from '../../protocol/messages/requests.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { OpenResult } from '../../protocol/messages/webview.ts';
import { strings } from '../l10n.ts';
import { listeningAt, type PageWindow, pageParts } from './browserPage.ts';
import { createEmitter } from './emitter.ts';
import { readEvents, type ServerEvent } from './eventStream.ts';
import type { Host, OpenTarget } from './host.ts';
import { createHttpAsk } from './httpAsk.ts';
import { placeLabel } from './placeLabel.ts';

const stateKey = 'sidetrace.state';
const tokenKey = 'sidetrace.token';
const reconnectMillis = 1000;

/** A tab's window. */
export type BrowserWindow = PageWindow & Pick<Window, 'history' | 'sessionStorage'>;

/** The same app in a browser tab, served by `sidetrace serve`: HTTP for questions, server-sent events for deltas. */
export function createBrowserHost(win: BrowserWindow): Host {
  const deltas = createEmitter<Delta>();
  const statuses = createEmitter<ServerStatus>();
  const token = takeToken(win);
  const ask = createHttpAsk(win, '/api/request', bearer(token));

  const listen = async (): Promise<never> => {
    for (;;) {
      const ended = await readOnce(win, token, {
        opened: () => statuses.emit(listeningAt(win.location)),
        event: ({ event, data }) => {
          if (event === 'delta') deltas.emit(JSON.parse(data) as Delta);
        },
      });
      // Deltas after the gap make the views read anew.
      statuses.emit(gone(ended));
      await new Promise((resolve) => win.setTimeout(resolve, reconnectMillis));
    }
  };

  return {
    ...pageParts(win),
    ask,
    showsSource: true,
    opensFrames: false,
    openSource: (target) => openInEditor(win, ask, target),
    showDiff: async () => ({ kind: 'none', reason: strings.source.noDiff }),
    onDelta: deltas.on,
    onStatus: statuses.on,
    loadState: () => JSON.parse(win.sessionStorage.getItem(stateKey) ?? 'null') as unknown,
    saveState: (state) => win.sessionStorage.setItem(stateKey, JSON.stringify(state)),
    start: () => void listen(),
  };
}

/** The token of `?token=` or `#token=`, kept for reloads of the tab and taken out of the address bar. */
function takeToken(win: BrowserWindow): string | undefined {
  const url = new URL(win.location.href);
  const given = url.searchParams.get('token') ?? new URLSearchParams(url.hash.slice(1)).get('token');
  if (given === null) return win.sessionStorage.getItem(tokenKey) ?? undefined;
  win.sessionStorage.setItem(tokenKey, given);
  url.searchParams.delete('token');
  url.hash = '';
  win.history.replaceState(null, '', url);
  return given;
}

interface StreamEvents {
  readonly opened: () => void;
  readonly event: (event: ServerEvent) => void;
}

/** One connection until it ends; says why in words for the user. */
async function readOnce(win: BrowserWindow, token: string | undefined, on: StreamEvents): Promise<string> {
  try {
    const response = await win.fetch('/api/events', { headers: bearer(token) });
    if (!response.ok || !response.body) return strings.host.notAllowed;
    on.opened();
    await readEvents(response.body, on.event);
    return strings.host.connectionLost;
  } catch {
    return strings.host.connectionLost;
  }
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A tab has no editor beside it: a click on the link (not on the row) hands the place to VS Code by its own scheme. */
async function openInEditor(win: BrowserWindow, ask: Ask, target: OpenTarget): Promise<OpenResult> {
  const { traceId, spanId, at, preserveFocus } = target;
  const { candidates, reason } = await ask('resolveSource', { traceId, spanId, ...(at && { at }) });
  const place = candidates[target.candidate ?? 0];
  if (!place) return { kind: 'none', reason: reason ?? strings.source.unknown };
  if (!preserveFocus)
    win.open(`vscode://file${encodeURI(`/${place.file.replace(/^\//, '')}`)}:${place.line}`);
  return { kind: 'opened', label: placeLabel(place) };
}

function gone(message: string): ServerStatus {
  return { state: 'failed', message, remedy: strings.host.connectionRemedy };
}
