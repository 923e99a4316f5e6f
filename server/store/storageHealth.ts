import type { Disposable } from '../../protocol/base/disposable.ts';
import type { Notice } from '../../protocol/messages/status.ts';
import { type StorageTrouble, storageTrouble, troubleNotice } from './storageTrouble.ts';

/** Whether what comes in can be stored, for the user to see: one notice while it cannot. */
export class StorageHealth {
  readonly #listeners = new Set<() => void>();
  #trouble: StorageTrouble | undefined;

  get notices(): readonly Notice[] {
    return this.#trouble === undefined ? [] : [troubleNotice(this.#trouble)];
  }

  /** Errors of another sort say nothing about the storage. True when this one is news. */
  failed(error: unknown): boolean {
    return this.#set(storageTrouble(error) ?? this.#trouble);
  }

  succeeded(): void {
    this.#set(undefined);
  }

  onChange(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  #set(trouble: StorageTrouble | undefined): boolean {
    if (trouble === this.#trouble) return false;
    this.#trouble = trouble;
    for (const listener of this.#listeners) listener();
    return true;
  }
}
