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
  readonly #documents: Pick<OpenDocuments, 'code'>;
  readonly #now: () => number;
  readonly #edits = new Map<string, Edits>();

  constructor(documents: Pick<OpenDocuments, 'code'>, now: () => number) {
    this.#documents = documents;
    this.#now = now;
  }

  /** Opened, changed or closed. */
  changed(uri: string): void {
    const before = this.#edits.get(uri);
    if (this.#documents.code(uri) === undefined) this.#edits.delete(uri);
    else if (before === undefined) this.#edits.set(uri, { seen: new Map() });
    else this.#edits.set(uri, { ...before, changedMs: this.#now() });
  }

  seenIn(uri: string): SeenLines {
    const seen: SeenLines = this.#edits.get(uri)?.seen ?? new Map();
    if (seen.size > mostSeen) seen.clear();
    return seen;
  }

  /** Where no file tells, it may have been edited just now. */
  async editedMs(uri: string): Promise<number> {
    const { changedMs } = this.#edits.get(uri) ?? {};
    if (changedMs !== undefined) return changedMs;
    const path = this.#documents.code(uri)?.path;
    const file = path === undefined ? undefined : await stat(path).catch(() => undefined);
    return file === undefined ? this.#now() : Math.floor(file.mtimeMs);
  }
}
