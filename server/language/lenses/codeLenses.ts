import type { CodeLens } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Disposable } from '../../../protocol/base/disposable.ts';
import type { CallsAtParams } from '../../../protocol/messages/calls.ts';
import { revealSpanCommand } from '../../../protocol/messages/language.ts';
import type { SpanRef } from '../../../protocol/model/span.ts';
import type { Timer } from '../../publish/deltaBus.ts';
import { type CallsDeps, calledPlaces } from './calledPlaces.ts';
import { firstLineOf } from './firstLine.ts';
import { lensText } from './lensText.ts';
import type { CalledPlace } from './placesOfCalls.ts';

export interface CodeLensesDeps extends CallsDeps {
  /** Asks the editor to ask again. */
  readonly refresh: () => void;
  readonly timer: Timer;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Changes come many a second while a program runs; while a person types, nothing moves. */
const restMs = 500;
const typingRestMs = 1_000;
/** How often the time of what runs is told; seldom of what has run for more than a minute. */
const runningMs = { first: 1_000, later: 10_000 } as const;
const firstMs = 60_000;

/** What is known of the calls of the functions and blocks in open documents, one line above each. */
export class CodeLenses implements Disposable {
  readonly #deps: CodeLensesDeps;
  /** What the editor was told, by address: it is asked to ask again where that is no longer so. */
  readonly #told = new Map<string, string>();
  #pending: (Disposable & { readonly atMs: number }) | undefined;
  #disposed = false;

  constructor(deps: CodeLensesDeps) {
    this.#deps = deps;
  }

  tracesChanged(): void {
    if (this.#told.size > 0) this.#schedule(restMs);
  }

  documentChanged(uri: string): void {
    if (this.#deps.openCode(uri) === undefined) this.#told.delete(uri);
    if (this.#pending && this.#pending.atMs < this.#deps.timer.now() + typingRestMs) {
      this.#cancel();
      this.#schedule(typingRestMs);
    }
  }

  /** By text and traces as they are now. */
  async lenses(uri: string): Promise<CodeLens[]> {
    const { lenses, againMs } = await this.#read(uri);
    this.#told.set(uri, JSON.stringify(lenses));
    if (againMs !== undefined) this.#schedule(againMs);
    return lenses;
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel();
  }

  /** In `ms`, or when it waits already for a sooner time. */
  #schedule(ms: number): void {
    const { timer, log } = this.#deps;
    const atMs = timer.now() + ms;
    if (this.#disposed || (this.#pending && this.#pending.atMs <= atMs)) return;
    this.#cancel();
    const waiting = timer.after(ms, () => {
      this.#pending = undefined;
      this.#tell().catch((error: unknown) => log(`code lenses: ${String(error)}`));
    });
    this.#pending = { atMs, dispose: () => waiting.dispose() };
  }

  #cancel(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
  }

  async #tell(): Promise<void> {
    for (const [uri, told] of this.#told) {
      const { lenses, againMs } = await this.#read(uri);
      if (againMs !== undefined) this.#schedule(againMs);
      if (JSON.stringify(lenses) === told) continue;
      // Those that are still shown will be asked for.
      this.#told.clear();
      this.#cancel();
      if (!this.#disposed) this.#deps.refresh();
      return;
    }
  }

  async #read(uri: string): Promise<{ readonly lenses: CodeLens[]; readonly againMs?: number }> {
    const called = await calledPlaces(this.#deps, uri);
    if (called === undefined) return { lenses: [] };
    const { document, places } = called;
    const nowMs = this.#deps.now();
    const againMs = tickOf(places, nowMs);
    return {
      lenses: places.map((place) => lensAt(document, place, nowMs)),
      ...(againMs !== undefined && { againMs }),
    };
  }
}

function tickOf(places: readonly CalledPlace[], nowMs: number): number | undefined {
  const running = places.flatMap(({ calls }) => calls.filter(({ status }) => status === 'running'));
  if (running.length === 0) return undefined;
  const isYoung = running.some(({ startNs }) => nowMs - Number(startNs / 1_000_000n) < firstMs);
  return isYoung ? runningMs.first : runningMs.later;
}

function lensAt(document: TextDocument, { symbol, calls }: CalledPlace, nowMs: number): CodeLens {
  const start = { line: firstLineOf(document, symbol), character: 0 };
  const newest = calls[0];
  const span: SpanRef | undefined = newest && { traceId: newest.traceId, spanId: newest.spanId };
  const all: CallsAtParams = { uri: document.uri, line: symbol.line };
  return {
    range: { start, end: start },
    command: {
      title: lensText(calls, nowMs),
      command: revealSpanCommand,
      arguments: calls.length > 1 ? [span, all] : [span],
    },
  };
}
