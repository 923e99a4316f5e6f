import { assertNever } from '../../protocol/base/assertNever.ts';
import type { StoppedSpan } from '../../protocol/messages/debugging.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import { type Ask, type CancelSignal, type Reply, RequestError } from '../../protocol/messages/requests.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import {
  type FromWebview,
  type OpenResult,
  type ToWebview,
  webviewCommands,
} from '../../protocol/messages/webview.ts';
import type { SpanRef } from '../../protocol/model/span.ts';
import { createEmitter } from './emitter.ts';
import type { Host, OpenTarget, RevealTarget } from './host.ts';
import { safeLink } from './link.ts';

/** What `acquireVsCodeApi()` gives, once a page. */
export interface VsCodeApi {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** Where the extension's messages arrive; `window` in the panel. */
export interface MessageSource {
  addEventListener(type: 'message', listener: (event: MessageEvent<unknown>) => void): void;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: RequestError) => void;
}

/** The panel inside VS Code: messages of `protocol/messages/webview.ts`, each question with its own id. */
export function createVscodeHost(api: VsCodeApi, source: MessageSource): Host {
  const deltas = createEmitter<Delta>();
  const statuses = createEmitter<ServerStatus>();
  const stops = createEmitter<StoppedSpan | undefined>();
  const reveals = createEmitter<RevealTarget>();
  const outbox = createOutbox(api);
  const calls = createCalls(outbox.post);

  const receive = (message: ToWebview): void => {
    switch (message.type) {
      case 'answer':
        calls.settle(message.id, message.reply);
        break;
      case 'opened':
        calls.opened(message.id, message.result);
        break;
      case 'delta':
        deltas.emit(message.delta);
        break;
      case 'status':
        statuses.emit(message.status);
        break;
      case 'stopped':
        stops.emit(message.at ?? undefined);
        break;
      case 'reveal':
        reveals.emit(message);
        break;
      default:
        assertNever(message);
    }
  };

  return {
    ask: calls.ask,
    commands: new Set(webviewCommands),
    showsSource: true,
    opensFrames: true,
    openSource: calls.openSource,
    showDiff: calls.showDiff,
    openLink(url) {
      const safe = safeLink(url);
      if (safe !== undefined) outbox.post({ type: 'openLink', url: safe });
    },
    copy: (text) => outbox.post({ type: 'copy', text }),
    command: (command) => outbox.post({ type: 'command', command }),
    onDelta: deltas.on,
    onStatus: statuses.on,
    onStopped: stops.on,
    onReveal: reveals.on,
    loadState: () => api.getState(),
    saveState: (state) => api.setState(state),
    start() {
      source.addEventListener('message', (event) => receive(event.data as ToWebview));
      outbox.open({ type: 'ready' });
    },
  };
}

type Post = (message: FromWebview) => void;

/** Holds what the page says before it starts: `ready` is its first word, and withdraws what an earlier page asked. */
function createOutbox(api: VsCodeApi): { readonly post: Post; readonly open: Post } {
  const held: FromWebview[] = [];
  let opened = false;
  return {
    post: (message) => {
      if (opened) api.postMessage(message);
      else held.push(message);
    },
    open: (first) => {
      opened = true;
      for (const message of [first, ...held.splice(0)]) api.postMessage(message);
    },
  };
}

function createCalls(post: Post) {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  const send = <T>(message: (id: number) => FromWebview, signal?: CancelSignal): Promise<T> => {
    const id = ++lastId;
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(cancelled());
      waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      signal?.addEventListener('abort', () => cancel(id), { once: true });
      post(message(id));
    });
  };
  const take = (id: number): Waiting | undefined => {
    const found = waiting.get(id);
    waiting.delete(id);
    return found;
  };
  const cancel = (id: number): void => {
    const found = take(id);
    if (!found) return;
    post({ type: 'cancel', id });
    found.reject(cancelled());
  };

  const ask: Ask = (name, params, signal) => send((id) => ({ type: 'ask', id, name, params }), signal);
  return {
    ask,
    openSource: (target: OpenTarget) => send<OpenResult>((id) => ({ type: 'openSource', id, ...target })),
    showDiff: ({ traceId, spanId }: SpanRef) =>
      send<OpenResult>((id) => ({ type: 'showDiff', id, traceId, spanId })),
    /** An answer to a question that was cancelled meanwhile finds nobody waiting: nothing to do. */
    settle(id: number, reply: Reply): void {
      const found = take(id);
      if (!found) return;
      if ('error' in reply) found.reject(new RequestError(reply.error.code, reply.error.message));
      else found.resolve(reply.ok);
    },
    opened: (id: number, result: OpenResult): void => take(id)?.resolve(result),
  };
}

function cancelled(): RequestError {
  return new RequestError('cancelled', 'The question was withdrawn.');
}
