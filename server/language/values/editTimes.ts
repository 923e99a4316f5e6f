import { stat } from 'node:fs/promises';
import type { OpenDocuments } from '../openDocuments.ts';
import type { SeenLines } from './callSites.ts';

interface Edits {
  /** Milliseconds since the epoch; absent: not edited since it was opened. */
  readonly changedMs?: number;
  readonly seen: SeenLines;
}

const mostSeen = 1_000;

/** Since when open documents are as they are, and what their lines said when calls came from them. */
export class EditTimes {
  readonly #documents: Pick<OpenDocuments, 'get'>;
  readonly #now: () => number;
  readonly #edits = new Map<string, Edits>();

  constructor(documents: Pick<OpenDocuments, 'get'>, now: () => number) {
    this.#documents = documents;
    this.#now = now;
  }

  /** Opened, changed or closed. */
  changed(path: string): void {
    const before = this.#edits.get(path);
    if (this.#documents.get(path) === undefined) this.#edits.delete(path);
    else if (before === undefined) this.#edits.set(path, { seen: new Map() });
    else this.#edits.set(path, { ...before, changedMs: this.#now() });
  }

  seenIn(path: string): SeenLines {
    const seen: SeenLines = this.#edits.get(path)?.seen ?? new Map();
    if (seen.size > mostSeen) seen.clear();
    return seen;
  }

  /** Where no file tells, it may have been edited just now. */
  async editedMs(path: string): Promise<number> {
    const { changedMs } = this.#edits.get(path) ?? {};
    if (changedMs !== undefined) return changedMs;
    const file = await stat(path).catch(() => undefined);
    return file === undefined ? this.#now() : Math.floor(file.mtimeMs);
  }
}
