import { assertNever } from '../../protocol/base/assertNever.ts';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { JsonValue } from '../../protocol/base/json.ts';
import type { StoppedSpan } from '../../protocol/messages/debugging.ts';
import { type Ask, failedReply, type Reply, type RequestName } from '../../protocol/messages/requests.ts';
import type { FromWebview, OpenResult, ToWebview, WebviewCommand } from '../../protocol/messages/webview.ts';
import type { SpanId, SpanRef, TraceId } from '../../protocol/model/span.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { OpenSourceRequest } from '../source/openSource.ts';
import { parseMessage } from './parseMessage.ts';

/** The part of a webview panel that a session needs; tests give their own. */
export interface PanelPort {
  readonly visible: boolean;
  post(message: ToWebview): void;
  onMessage(listener: (message: unknown) => void): Disposable;
  /** The page is gone; it is made anew when the panel is shown. */
  onHide(listener: () => void): Disposable;
}

type Reveal = Extract<ToWebview, { readonly type: 'reveal' }>;

export interface SessionOptions {
  readonly panel: PanelPort;
  readonly server: Pick<ServerConnection, 'ask' | 'status' | 'onDelta' | 'onStatus'>;
  /** Where the debugger stands. */
  readonly stopped: {
    readonly span: StoppedSpan | undefined;
    readonly onChange: (listener: () => void) => Disposable;
  };
  readonly openSource: (request: OpenSourceRequest) => Promise<OpenResult>;
  /** The code of a span as it ran, beside the file as it is. */
  readonly showDiff: (span: SpanRef) => Promise<OpenResult>;
  readonly openLink: (url: string) => void;
  readonly copy: (text: string) => void;
  readonly command: (command: WebviewCommand) => void;
  readonly warn: (line: string) => void;
}

/**
 * A panel's page: answers its questions and forwards deltas. Keeps no data. VS Code drops the page of a hidden panel
 * and loads it anew when it is shown: `ready` begins a life with ids of its own.
 */
export class PanelSession implements Disposable {
  readonly #options: SessionOptions;
  readonly #owned = new DisposableStore();
  readonly #asking = new Map<number, AbortController>();
  /** Counts the lives of the page. */
  #life = 0;
  #isReady = false;
  /** What is to be shown as soon as there is a page to show it. */
  #revealed: Reveal | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { panel, server, stopped } = options;
    this.#owned.register(panel.onMessage((message) => this.#receive(message)));
    this.#owned.register(
      panel.onHide(() => {
        this.#isReady = false;
      }),
    );
    // A hidden page has no memory; it reads everything anew when it is shown.
    this.#owned.register(
      server.onDelta((delta) => {
        if (panel.visible) panel.post({ type: 'delta', delta });
      }),
    );
    this.#owned.register(server.onStatus((status) => panel.post({ type: 'status', status })));
    this.#owned.register(stopped.onChange(() => this.#postStopped()));
  }

  /** A page that is still being made hears of it when it is ready: what it is told before may be lost. */
  reveal(traceId: TraceId, spanId?: SpanId): void {
    this.#revealed = { type: 'reveal', traceId, ...(spanId !== undefined && { spanId }) };
    if (this.#isReady) this.#postRevealed();
  }

  dispose(): void {
    this.#owned.dispose();
    this.#withdrawAll();
  }

  #receive(raw: unknown): void {
    const parsed = parseMessage(raw);
    if ('problem' in parsed) this.#options.warn(`The panel sent what it may not: ${parsed.problem}`);
    else this.#handle(parsed.message);
  }

  #handle(message: FromWebview): void {
    const { panel, server } = this.#options;
    switch (message.type) {
      case 'ready':
        this.#withdrawAll();
        this.#life += 1;
        panel.post({ type: 'status', status: server.status });
        if (this.#options.stopped.span) this.#postStopped();
        this.#isReady = true;
        this.#postRevealed();
        break;
      case 'ask':
        void this.#answer(message.id, message.name, message.params);
        break;
      case 'cancel':
        this.#asking.get(message.id)?.abort();
        break;
      case 'openSource':
        void this.#open(message.id, this.#options.openSource(sourceRequest(message)));
        break;
      case 'showDiff':
        void this.#open(message.id, this.#options.showDiff(spanRef(message)));
        break;
      case 'openLink':
        this.#options.openLink(message.url);
        break;
      case 'copy':
        this.#options.copy(message.text);
        break;
      case 'command':
        this.#options.command(message.command);
        break;
      default:
        assertNever(message);
    }
  }

  #postRevealed(): void {
    if (this.#revealed) this.#options.panel.post(this.#revealed);
    this.#revealed = undefined;
  }

  #postStopped(): void {
    const { panel, stopped } = this.#options;
    panel.post({ type: 'stopped', at: stopped.span ?? null });
  }

  async #answer(id: number, name: RequestName, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#asking.set(id, controller);
    const reply = await replyTo(this.#options.server.ask, name, params, controller.signal);
    if (this.#asking.get(id) === controller) this.#asking.delete(id);
    if (!this.#owned.disposed && !controller.signal.aborted) {
      this.#options.panel.post({ type: 'answer', id, reply });
    }
  }

  async #open(id: number, opening: Promise<OpenResult>): Promise<void> {
    const life = this.#life;
    const result = await opening;
    if (!this.#owned.disposed && life === this.#life)
      this.#options.panel.post({ type: 'opened', id, result });
  }

  /** An answer to a question of an earlier life would be taken for one to a new question with its id. */
  #withdrawAll(): void {
    for (const controller of this.#asking.values()) controller.abort();
    this.#asking.clear();
  }
}

type Of<T extends FromWebview['type']> = Extract<FromWebview, { readonly type: T }>;

function sourceRequest({ id: _, type: _type, ...request }: Of<'openSource'>): OpenSourceRequest {
  return request;
}

function spanRef({ traceId, spanId }: Of<'showDiff'>): SpanRef {
  return { traceId, spanId };
}

/** The server validates the params of each question; this process only carries them. */
async function replyTo(ask: Ask, name: RequestName, params: unknown, signal: AbortSignal): Promise<Reply> {
  try {
    return { ok: (await ask(name, params as never, signal)) as unknown as JsonValue };
  } catch (error) {
    return failedReply(error);
  }
}
