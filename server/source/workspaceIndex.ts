import { readFile } from 'node:fs/promises';
import {
  defaultFileLimits,
  type FileLimits,
  type FileSearch,
  type FoundFile,
  type FoundFiles,
  findFiles,
} from './findFiles.ts';
import { type FileIndex, indexFile } from './indexFile.ts';
import type { ParseMemory } from './parseMemory.ts';
import { createSlicer, type Slicer } from './slicer.ts';
import type { IndexedFile } from './symbols.ts';

export interface WorkspaceIndexDeps extends Pick<FileSearch, 'excludes'> {
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

interface Cached {
  /** Changes whenever the text does. */
  readonly stamp: string;
  readonly indexed: IndexedFile;
}

interface Source {
  readonly path: string;
  readonly stamp: string;
  readonly text: string;
}

interface KnownFile extends Cached {
  readonly path: string;
}

/** How long a look at the disk is trusted. */
const freshMs = 1_000;
/** So many files are read at a time; they are indexed one after the other. */
const readAhead = 32;

/** The symbols of the source files and notebooks in the open folders; made when first asked for. */
export class WorkspaceIndex {
  readonly #deps: WorkspaceIndexDeps;
  readonly #slicer: Slicer;
  /** Of documents that are open. */
  readonly #memories = new Map<string, ParseMemory>();
  #cache = new Map<string, Cached>();
  #found: (FoundFiles & { readonly at: number }) | undefined;
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

  /** A document that is open in an editor, as it is now; no other file is looked at. Never rejects. */
  async openFile(path: string): Promise<IndexedFile | undefined> {
    const text = this.#deps.openText(path);
    if (text === undefined) {
      this.#memories.delete(path);
      return undefined;
    }
    const entry = await this.#entry({ path, stamp: openStamp(text), text });
    this.#cache.set(path, entry);
    return entry.indexed;
  }

  /** Of source files and notebooks, then of other files by their names; each is read when it is asked for. */
  async *texts(isOther: (name: string) => boolean): AsyncGenerator<Pick<Source, 'path' | 'text'>> {
    const { files } = await this.#find();
    yield* this.#textsOf(files.filter(({ path }) => !/\.env(\.\w+)?$/.test(path)));
    const others = await findFiles({ ...this.#search, isWanted: isOther }, this.#slicer);
    yield* this.#textsOf(others.files);
  }

  async *#textsOf(files: readonly FoundFile[]): AsyncGenerator<Pick<Source, 'path' | 'text'>> {
    for (const { path } of files) {
      const text = this.#deps.openText(path) ?? (await readFile(path, 'utf8').catch(() => undefined));
      if (text !== undefined) yield { path, text };
    }
  }

  get #search(): FileSearch {
    const { folders, excludes, limits = defaultFileLimits } = this.#deps;
    return { folders, limits, ...(excludes && { excludes }) };
  }

  async #find(): Promise<FoundFiles> {
    const { now } = this.#deps;
    if (!this.#found || now() - this.#found.at >= freshMs)
      this.#found = { ...(await findFiles(this.#search, this.#slicer)), at: now() };
    return this.#found;
  }

  async #read(): Promise<IndexedWorkspace> {
    const { files, truncated } = await this.#find();
    const cache = new Map<string, Cached>();
    for (let at = 0; at < files.length; at += readAhead) {
      for (const source of await this.#sources(files.slice(at, at + readAhead))) {
        cache.set(source.path, 'indexed' in source ? source : await this.#entry(source));
        await this.#slicer.breathe();
      }
    }
    this.#cache = cache;
    return { files: [...cache.values()].map(({ indexed }) => indexed), truncated };
  }

  /** Texts of what is new or changed; of the rest what is known. What cannot be read is not there. */
  async #sources(files: readonly FoundFile[]): Promise<readonly (Source | KnownFile)[]> {
    const sources = await Promise.all(
      files.map(async ({ path, size, mtimeMs }): Promise<Source | KnownFile | undefined> => {
        const open = this.#deps.openText(path);
        if (open !== undefined) return { path, stamp: openStamp(open), text: open };
        this.#memories.delete(path);
        const stamp = `disk ${mtimeMs} ${size}`;
        const known = this.#cache.get(path);
        if (known?.stamp === stamp) return { path, ...known };
        const text = await readFile(path, 'utf8').catch(() => undefined);
        return text === undefined ? undefined : { path, stamp, text };
      }),
    );
    return sources.filter((source) => source !== undefined);
  }

  async #entry({ path, stamp, text }: Source): Promise<Cached> {
    const before = this.#cache.get(path);
    if (before?.stamp === stamp) return before;
    const index = await indexFile(path, text, this.#slicer, this.#memory(path));
    const isOpen = this.#memories.has(path);
    return { stamp, indexed: { file: path, ...(isOpen ? index : ownStrings(index)) } };
  }

  /** Trees are kept of what is being edited only: they are many times as large as the text. */
  #memory(path: string): ParseMemory | undefined {
    if (this.#deps.openText(path) === undefined) return undefined;
    const memory = this.#memories.get(path) ?? {};
    this.#memories.set(path, memory);
    return memory;
  }
}

/** A name cut out of a text keeps the whole text in memory; that of an open document is there anyway. */
function ownStrings(index: FileIndex): FileIndex {
  return JSON.parse(JSON.stringify(index)) as FileIndex;
}

function openStamp(text: string): string {
  return `open ${text}`;
}
