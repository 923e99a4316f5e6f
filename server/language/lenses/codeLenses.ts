import type { CodeLens } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Disposable } from '../../../protocol/base/disposable.ts';
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
/** How often the time of what runs is told. */
const runningMs = 1_000;

/** What is known of the calls of the functions and blocks in open documents, one line above each. */
export class CodeLenses implements Disposable {
  readonly #deps: CodeLensesDeps;
  /** What the editor was told, by path: it is asked to ask again where that is no longer so. */
  readonly #told = new Map<string, string>();
  #pending: Disposable | undefined;
  #disposed = false;

  constructor(deps: CodeLensesDeps) {
    this.#deps = deps;
  }

  tracesChanged(): void {
    if (this.#told.size > 0) this.#schedule(restMs);
  }

  documentChanged(path: string): void {
    if (this.#deps.openDocument(path) === undefined) this.#told.delete(path);
    if (this.#pending) this.#schedule(typingRestMs);
  }

  /** By text and traces as they are now. */
  async lenses(path: string): Promise<CodeLens[]> {
    const { lenses, isRunning } = await this.#read(path);
    this.#told.set(path, JSON.stringify(lenses));
    if (isRunning && !this.#pending) this.#schedule(runningMs);
    return lenses;
  }

  dispose(): void {
    this.#disposed = true;
    this.#pending?.dispose();
  }

  /** Later than `ms` only where it waits already, and nobody types. */
  #schedule(ms: number): void {
    if (this.#disposed || (this.#pending && ms !== typingRestMs)) return;
    this.#pending?.dispose();
    this.#pending = this.#deps.timer.after(ms, () => {
      this.#pending = undefined;
      this.#tell().catch((error: unknown) => this.#deps.log(`code lenses: ${String(error)}`));
    });
  }

  async #tell(): Promise<void> {
    for (const [path, told] of this.#told) {
      const { lenses, isRunning } = await this.#read(path);
      if (isRunning) this.#schedule(runningMs);
      if (JSON.stringify(lenses) === told) continue;
      // Those that are still shown will be asked for.
      this.#told.clear();
      this.#pending?.dispose();
      this.#pending = undefined;
      if (!this.#disposed) this.#deps.refresh();
      return;
    }
  }

  async #read(path: string): Promise<{ readonly lenses: CodeLens[]; readonly isRunning: boolean }> {
    const called = await calledPlaces(this.#deps, path);
    if (called === undefined) return { lenses: [], isRunning: false };
    const { document, places } = called;
    return {
      lenses: places.map((place) => lensAt(document, place, this.#deps.now())),
      isRunning: places.some((place) => place.calls.some(({ status }) => status === 'running')),
    };
  }
}

function lensAt(document: TextDocument, { symbol, calls }: CalledPlace, nowMs: number): CodeLens {
  const start = { line: firstLineOf(document, symbol), character: 0 };
  const newest = calls[0];
  const span: SpanRef | undefined = newest && { traceId: newest.traceId, spanId: newest.spanId };
  return {
    range: { start, end: start },
    command: { title: lensText(calls, nowMs), command: revealSpanCommand, arguments: [span] },
  };
}
