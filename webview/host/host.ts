import type { Disposable } from '../../protocol/base/disposable.ts';
import type { StoppedSpan } from '../../protocol/messages/debugging.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { Ask } from '../../protocol/messages/requests.ts';
import type { ServerStatus } from '../../protocol/messages/status.ts';
import type { OpenResult, WebviewCommand } from '../../protocol/messages/webview.ts';
import type { SourceAt } from '../../protocol/model/source.ts';
import type { SpanId, SpanRef, TraceId } from '../../protocol/model/span.ts';

export interface OpenTarget {
  readonly traceId: TraceId;
  readonly spanId: SpanId;
  /** One of several places, by its index in `resolveSource`; absent: the best. */
  readonly candidate?: number;
  /** Not the span's own line but the one on which it stood last, or that of a frame of its stack. */
  readonly at?: SourceAt;
  /** `true` for a click on a row: the panel keeps the keyboard. */
  readonly preserveFocus: boolean;
}

export interface RevealTarget {
  readonly traceId: TraceId;
  readonly spanId?: SpanId;
}

/** The panel's only door to the outside. VS Code, a browser and memory (tests, development) implement it. */
export interface Host {
  readonly ask: Ask;
  /** What this host can run; the view leaves out buttons for the rest. */
  readonly commands: ReadonlySet<WebviewCommand>;
  /** False where no place in the code can be shown. */
  readonly showsSource: boolean;
  /** False where the frames of a stack, tools and prompts stay text, for there is no editor beside them, and no diffs either. */
  readonly opensFrames: boolean;
  /** Rejects with `RequestError` and nothing else, like `ask`. */
  openSource(target: OpenTarget): Promise<OpenResult>;
  /** The code of a span as it ran beside the file as it is; as `openSource`. */
  showDiff(span: SpanRef): Promise<OpenResult>;
  openLink(url: string): void;
  copy(text: string): void;
  command(command: WebviewCommand): void;
  onDelta(listener: (delta: Delta) => void): Disposable;
  onStatus(listener: (status: ServerStatus) => void): Disposable;
  /** Where a debugger stands; `undefined`: nowhere any more. Only an editor has one. */
  onStopped(listener: (at: StoppedSpan | undefined) => void): Disposable;
  onReveal(listener: (target: RevealTarget) => void): Disposable;
  /** Whatever `saveState` kept before a reload; the reader validates it. */
  loadState(): unknown;
  saveState(state: unknown): void;
  /** Starts events flowing; call it when all listeners are registered. */
  start(): void;
}
