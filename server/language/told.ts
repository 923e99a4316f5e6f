import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Timer } from '../publish/deltaBus.ts';

export interface Answer<T> {
  readonly told: T;
  /** Something of it changes by itself, as time passes. */
  readonly againMs?: number;
}

export interface ToldDeps<T> {
  /** By text and traces as they are now. `document`: as the editor was answered for it. */
  readonly read: (document: string) => Promise<Answer<T>>;
  readonly isOpen: (document: string) => boolean;
  /** Asks the editor to ask again. */
  readonly refresh: () => void;
  readonly timer: Timer;
  readonly log: (line: string) => void;
}

/** Changes come many a second while a program runs; while a person types, nothing moves. */
const restMs = 500;
const typingRestMs = 1_000;

/** What an editor was told of its documents: it is asked to ask again where that is no longer so. */
export class Told<T> implements Disposable {
  readonly #deps: ToldDeps<T>;
  readonly #told = new Map<string, string>();
  #pending: (Disposable & { readonly atMs: number }) | undefined;
  #disposed = false;

  constructor(deps: ToldDeps<T>) {
    this.#deps = deps;
  }

  tracesChanged(): void {
    if (this.#told.size > 0) this.#schedule(restMs);
  }

  documentChanged(document: string): void {
    if (!this.#deps.isOpen(document)) this.#told.delete(document);
    if (this.#pending && this.#pending.atMs < this.#deps.timer.now() + typingRestMs) {
      this.#cancel();
      this.#schedule(typingRestMs);
    }
  }

  async answer(document: string): Promise<T> {
    const { told, againMs } = await this.#deps.read(document);
    this.#told.set(document, JSON.stringify(told));
    if (againMs !== undefined) this.#schedule(againMs);
    return told;
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
      this.#compare().catch((error: unknown) => log(`told again: ${String(error)}`));
    });
    this.#pending = { atMs, dispose: () => waiting.dispose() };
  }

  #cancel(): void {
    this.#pending?.dispose();
    this.#pending = undefined;
  }

  async #compare(): Promise<void> {
    for (const [document, before] of this.#told) {
      const { told, againMs } = await this.#deps.read(document);
      if (againMs !== undefined) this.#schedule(againMs);
      if (JSON.stringify(told) === before) continue;
      // Those that are still shown will be asked for.
      this.#told.clear();
      this.#cancel();
      if (!this.#disposed) this.#deps.refresh();
      return;
    }
  }
}
