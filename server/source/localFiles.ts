import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { PathMapping } from '../../protocol/messages/language.ts';
import type { Span } from '../../protocol/model/span.ts';
import { hashInFile } from './kernelCell.ts';
import { isAbsoluteAnywhere, localPath, mappingOf, sameEnding } from './localPath.ts';
import { fitsName, type IndexedFile, knownLength } from './symbols.ts';

export interface LocalFilesDeps {
  readonly isOpen: (path: string) => boolean;
  /** Milliseconds from any point. */
  readonly now: () => number;
  /** Whether the path is a file; a look at the disk. */
  readonly isFile?: (path: string) => boolean;
}

/** How long a look at the disk is trusted, and how many are remembered. */
const freshMs = 2_000;
const mostLooks = 5_000;

/** Which file here a recorded path is: that of a program in a container, a WSL, on another machine. */
export class LocalFiles {
  readonly #deps: Required<LocalFilesDeps>;
  readonly #looks = new Map<string, { readonly isFile: boolean; readonly at: number }>();
  #mappings: readonly PathMapping[] = [];
  /** Folders that a guess was right for, by the folder elsewhere. */
  readonly #learned = new Map<string, PathMapping>();

  constructor({ isFile = isFileOnDisk, ...deps }: LocalFilesDeps) {
    this.#deps = { ...deps, isFile };
  }

  setMappings(mappings: readonly PathMapping[]): void {
    this.#mappings = mappings;
  }

  /** The file here; the path as it is where there is none, it is relative, or a notebook's cell. */
  of(recorded: string): string {
    return this.#find(recorded) ?? recorded;
  }

  /** Nothing here is known to be this file: a path of another machine, or of a file that is gone. Looks at the disk anew. */
  isElsewhere(recorded: string): boolean {
    this.#looks.clear();
    return (
      isAbsoluteAnywhere(recorded) && hashInFile(recorded) === undefined && this.#find(recorded) === undefined
    );
  }

  /**
   * The workspace's files that may be a file from elsewhere: the longest equal end of the path, with the span's function, or a block
   * of its name. A single one is remembered, with its folder.
   */
  guess(
    recorded: string,
    span: Pick<Span, 'name' | 'source'>,
    files: readonly IndexedFile[],
  ): readonly string[] {
    const found = sameEnding(
      recorded,
      files.filter((file) => mayHold(file, span)).map(({ file }) => file),
    );
    const [only] = found;
    if (only !== undefined && found.length === 1) {
      const mapping = mappingOf(recorded, only);
      this.#learned.set(mapping.remoteRoot, mapping);
    }
    return found;
  }

  #find(recorded: string): string | undefined {
    if (!isAbsoluteAnywhere(recorded) || hashInFile(recorded) !== undefined) return undefined;
    const exists = (path: string): boolean => isAbsolute(path) && this.#isThere(path);
    return (
      localPath(recorded, this.#mappings, exists) ?? localPath(recorded, [...this.#learned.values()], exists)
    );
  }

  #isThere(path: string): boolean {
    const { isOpen, isFile, now } = this.#deps;
    if (isOpen(path)) return true;
    const known = this.#looks.get(path);
    if (known && now() - known.at < freshMs) return known.isFile;
    if (this.#looks.size >= mostLooks) this.#looks.clear();
    const look = { isFile: isFile(path), at: now() };
    this.#looks.set(path, look);
    return look.isFile;
  }
}

function mayHold({ symbols }: IndexedFile, { name, source }: Pick<Span, 'name' | 'source'>): boolean {
  const wanted = source?.function?.split('.').at(-1);
  return symbols.some(({ kind, functionName, spanName, otherNames = [] }) =>
    wanted === undefined
      ? kind !== 'function' &&
        [spanName, ...otherNames].some((parts) => knownLength(parts) > 0 && fitsName(parts, name))
      : functionName?.split('.').at(-1) === wanted,
  );
}

function isFileOnDisk(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // Nor can every text be a path.
    return false;
  }
}
