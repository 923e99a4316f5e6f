import { readFile } from 'node:fs/promises';
import { defaultFileLimits, type FileLimits, type FoundFile, findFiles } from './findFiles.ts';
import { type FileIndex, indexFile } from './indexFile.ts';
import { createSlicer, type Slicer } from './slicer.ts';
import type { IndexedFile } from './symbols.ts';

export interface WorkspaceIndexDeps {
  /** Absolute paths. */
  readonly folders: readonly string[];
  /** The text of a file that is open in an editor; it goes before what the disk has. */
  readonly openText: (path: string) => string | undefined;
  /** Milliseconds from any point. */
  readonly now: () => number;
  readonly limits?: FileLimits;
  readonly slicer?: Slicer;
}

export interface IndexedWorkspace {
  readonly files: readonly IndexedFile[];
  /** Some files were left out, for there are too many. */
  readonly truncated: boolean;
}

interface Cached extends FileIndex {
  /** Changes whenever the text does. */
  readonly stamp: string;
}

/** How long a look at the disk is trusted. */
const freshMs = 1_000;

/** The symbols of the Python files and notebooks in the open folders; made when first asked for. */
export class WorkspaceIndex {
  readonly #deps: WorkspaceIndexDeps;
  readonly #slicer: Slicer;
  #cache: ReadonlyMap<string, Cached> = new Map();
  #found:
    | { readonly files: readonly FoundFile[]; readonly truncated: boolean; readonly at: number }
    | undefined;
  #reading: Promise<IndexedWorkspace> | undefined;

  constructor(deps: WorkspaceIndexDeps) {
    this.#deps = deps;
    this.#slicer = deps.slicer ?? createSlicer();
  }

  /** Reads what is new or changed; several callers at a time share one reading. Never rejects. */
  read(): Promise<IndexedWorkspace> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(): Promise<IndexedWorkspace> {
    const { folders, now, limits = defaultFileLimits } = this.#deps;
    if (!this.#found || now() - this.#found.at >= freshMs) {
      this.#found = { ...(await findFiles(folders, limits, this.#slicer)), at: now() };
    }
    const { files, truncated } = this.#found;
    const cache = new Map<string, Cached>();
    for (const file of files) {
      const entry = await this.#entry(file);
      if (entry) cache.set(file.path, entry);
      await this.#slicer.breathe();
    }
    this.#cache = cache;
    return { files: [...cache].map(([file, { stamp: _, ...indexed }]) => ({ file, ...indexed })), truncated };
  }

  async #entry({ path, size, mtimeMs }: FoundFile): Promise<Cached | undefined> {
    const open = this.#deps.openText(path);
    const stamp = open === undefined ? `disk ${mtimeMs} ${size}` : `open ${open}`;
    const before = this.#cache.get(path);
    if (before?.stamp === stamp) return before;
    const text = open ?? (await readFile(path, 'utf8').catch(() => undefined));
    return text === undefined ? undefined : { stamp, ...(await indexFile(path, text, this.#slicer)) };
  }
}
