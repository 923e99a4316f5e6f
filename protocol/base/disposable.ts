/** Something that holds a resource until `dispose`. Structurally the same as VS Code's own. */
export interface Disposable {
  dispose(): void;
}

/**
 * Owns disposables and disposes them in reverse order, once. What is registered after disposal is
 * disposed at once, so that a late async start cannot leak.
 */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  register<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  /** Registers a bare function. */
  defer(dispose: () => void): void {
    this.register({ dispose });
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const item of this.#items.reverse()) item.dispose();
    this.#items.length = 0;
  }
}
