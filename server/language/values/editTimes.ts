import { readFile, stat } from 'node:fs/promises';
import type { OpenDocuments } from '../openDocuments.ts';
import type { SeenLines } from './callSites.ts';

/** Of a version of a document and of its file: whether they are the same text. */
interface Compared {
  readonly version: number;
  readonly mtimeMs: number;
  readonly isSame: boolean;
}

const mostSeen = 1_000;

/** Since when open documents are as they are, and what their lines said when calls came from them. */
export class EditTimes {
  readonly #documents: Pick<OpenDocuments, 'code'>;
  readonly #seen = new Map<string, SeenLines>();
  readonly #compared = new Map<string, Compared>();

  constructor(documents: Pick<OpenDocuments, 'code'>) {
    this.#documents = documents;
  }

  /** Opened, changed or closed. */
  changed(uri: string): void {
    if (this.#documents.code(uri) !== undefined) return;
    this.#seen.delete(uri);
    this.#compared.delete(uri);
  }

  seenIn(uri: string): SeenLines {
    const seen = this.#seen.get(uri) ?? new Map<string, string>();
    if (seen.size > mostSeen) seen.clear();
    this.#seen.set(uri, seen);
    return seen;
  }

  /** Milliseconds since the epoch. What is not saved was never run: its lines are nobody's yet (`Infinity`). */
  async editedMs(uri: string): Promise<number> {
    const code = this.#documents.code(uri);
    const file = code && (await stat(code.path).catch(() => undefined));
    if (code === undefined || file === undefined) return Number.POSITIVE_INFINITY;
    const { path, document } = code;
    const [{ version }, { mtimeMs }] = [document, file];
    const before = this.#compared.get(uri);
    const isKnown = before?.version === version && before.mtimeMs === mtimeMs;
    const isSame = isKnown ? before.isSame : await isSaved(path, document.getText());
    this.#compared.set(uri, { version, mtimeMs, isSame });
    return isSame ? Math.floor(mtimeMs) : Number.POSITIVE_INFINITY;
  }
}

async function isSaved(path: string, text: string): Promise<boolean> {
  const saved = await readFile(path, 'utf8').catch(() => undefined);
  return saved?.replace(/^\uFEFF/, '') === text;
}
