import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../protocol/base/disposable.ts';
import type { FrameSpan, StackFrame, StoppedSpan } from '../../protocol/messages/debugging.ts';
import type { Ask } from '../../protocol/messages/requests.ts';
import type { TraceId } from '../../protocol/model/span.ts';
import type { ServerConnection } from '../client/serverConnection.ts';
import type { DebugAdapters } from './debugAdapters.ts';
import { readStack, type Stack } from './readStack.ts';

/** The frame that is chosen in the call stack, and the running span that encloses it. */
export interface StoppedAt {
  readonly frame: StackFrame;
  readonly span: FrameSpan;
  /** False: a caller of the line where the program stands. */
  readonly top: boolean;
}

export interface StoppedSpansOptions {
  readonly server: Pick<ServerConnection, 'ask' | 'onDelta'>;
  readonly adapters: Pick<DebugAdapters, 'pidOf'>;
}

/** A span's first record may be as late on a busy machine. */
const freshMs = 5000;

interface Stand extends Stack {
  readonly pid?: number;
}

/**
 * Follows the debugger: where it stands, and in which span. A span's first record comes some 40 ms after its start, so
 * the span is looked for again whenever traces change.
 */
export class StoppedSpans implements Disposable {
  readonly #options: StoppedSpansOptions;
  readonly #owned = new DisposableStore();
  readonly #changes = this.#owned.register(new vscode.EventEmitter<StoppedAt | undefined>());
  #current: StoppedAt | undefined;
  #stand: Stand | undefined;
  #stoodSinceMs = 0;
  /** Counts frames chosen: what is asked for an earlier one does not count any more. */
  #turn = 0;
  #asking = false;
  #askAgain = false;

  constructor(options: StoppedSpansOptions) {
    this.#options = options;
    this.#owned.register(vscode.debug.onDidChangeActiveStackItem((item) => void this.#choose(item)));
    this.#owned.register(options.server.onDelta(({ changed }) => this.#hear(changed)));
    void this.#choose(vscode.debug.activeStackItem);
  }

  get current(): StoppedAt | undefined {
    return this.#current;
  }

  /** The same in the panel's words. */
  get span(): StoppedSpan | undefined {
    if (!this.#current) return undefined;
    const { span, top } = this.#current;
    return { traceId: span.traceId, spanId: span.spanId, top };
  }

  readonly onChange = this.#changes.event;

  dispose(): void {
    this.#turn += 1;
    this.#owned.dispose();
  }

  async #choose(item: vscode.DebugThread | vscode.DebugStackFrame | undefined): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.#stand = undefined;
    const stack = item instanceof vscode.DebugStackFrame ? await readStack(item) : undefined;
    if (turn !== this.#turn) return;
    if (!item || !stack) {
      this.#show(undefined);
      return;
    }
    const pid = this.#options.adapters.pidOf(item.session);
    this.#stoodSinceMs = Date.now();
    this.#stand = { ...stack, ...(pid !== undefined && { pid }) };
    await this.#find();
  }

  /** Once the stop is a while ago, traces of other programs change nothing. */
  #hear(changed: readonly TraceId[]): void {
    const current = this.#current?.span.traceId;
    const isFresh = Date.now() - this.#stoodSinceMs < freshMs;
    if (isFresh || current === undefined || changed.includes(current)) void this.#find();
  }

  /** One question at a time. */
  async #find(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    do {
      this.#askAgain = false;
      const [stand, turn] = [this.#stand, this.#turn];
      if (!stand) break;
      const found = await stoppedAt(this.#options.server.ask, stand);
      if (turn === this.#turn) this.#show(found);
      else this.#askAgain = true;
    } while (this.#askAgain);
    this.#asking = false;
  }

  #show(next: StoppedAt | undefined): void {
    if (JSON.stringify(next) === JSON.stringify(this.#current)) return;
    this.#current = next;
    this.#changes.fire(next);
  }
}

async function stoppedAt(ask: Ask, { chosen, ...thread }: Stand): Promise<StoppedAt | undefined> {
  const frame = thread.frames[chosen];
  // The server may be away: then no span is known.
  const { spans } = await ask('spansOfFrames', thread).catch(() => ({ spans: [] }));
  const span = spans[chosen];
  return frame && span ? { frame, span, top: chosen === 0 } : undefined;
}
