import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { excludeRules, gitRules, isExcluded, type Rules } from './excludes.ts';
import { isJavaScript } from './javascript/index.ts';
import type { Slicer } from './slicer.ts';

export interface FileLimits {
  readonly maxFiles: number;
  readonly maxFolders: number;
  readonly maxSourceBytes: number;
  /** Notebooks hold their outputs too. */
  readonly maxNotebookBytes: number;
}

export const defaultFileLimits: FileLimits = {
  maxFiles: 20_000,
  maxFolders: 20_000,
  maxSourceBytes: 1_000_000,
  maxNotebookBytes: 8_000_000,
};

export interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface FoundFiles {
  readonly files: readonly FoundFile[];
  /** A limit was reached: there may be more. */
  readonly truncated: boolean;
}

const skippedFolders: ReadonlySet<string> = new Set([
  'node_modules',
  'venv',
  'site-packages',
  '__pycache__',
  'dist',
  'build',
  'out',
  'coverage',
  'target',
]);

/** What is searched. */
export interface FileSearch {
  /** Absolute. */
  readonly folders: readonly string[];
  /** The editor's `files.exclude`. */
  readonly excludes?: Readonly<Record<string, unknown>>;
  readonly limits: FileLimits;
  /** By a file's name. Absent: source files and notebooks, and `.env` files. */
  readonly isWanted?: (name: string) => boolean;
}

/**
 * Source files, notebooks and `.env` files below the folders, nearest first. Left out are hidden folders, installed packages,
 * what is built, what `.gitignore` or the editor excludes; links to folders are not followed; what cannot be read is not there.
 */
export async function findFiles(
  { folders, excludes = {}, limits, isWanted }: FileSearch,
  slicer: Slicer,
): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const queue = folders.map((path) => ({ path, rules: excludeRules(path, excludes) }));
  const seen = new Set<string>();
  for (const folder of queue) {
    if (seen.has(folder.path)) continue;
    if (seen.size >= limits.maxFolders) return { files: [...files.values()], truncated: true };
    seen.add(folder.path);
    const { names, subfolders, rules } = await readFolder(folder, isWanted);
    for (const path of subfolders) queue.push({ path, rules });
    for (const found of await Promise.all(names.map((path) => statFile(path, limits)))) {
      if (!found) continue;
      if (files.size >= limits.maxFiles) return { files: [...files.values()], truncated: true };
      files.set(found.path, found);
    }
    await slicer.breathe();
  }
  return { files: [...files.values()], truncated: false };
}

interface Folder {
  readonly names: readonly string[];
  readonly subfolders: readonly string[];
  readonly rules: Rules;
}

async function readFolder(
  { path: folder, rules: outer }: { path: string; rules: Rules },
  isFileWanted: FileSearch['isWanted'],
): Promise<Folder> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // An environment by any name (`env`, `py312`).
  if (entries.some(({ name }) => name === 'pyvenv.cfg')) return { names: [], subfolders: [], rules: outer };
  const own = entries.some(({ name }) => name === '.gitignore') ? await gitRules(folder) : [];
  const rules = own.length > 0 ? [...outer, ...own] : outer;
  const isWanted = (entry: Dirent): boolean => {
    if (entry.isFile()) {
      // Git is told to ignore `.env` nearly everywhere, and it is read for no more than one address.
      if (isFileWanted === undefined && isEnvironment(entry.name)) return true;
      return (isFileWanted ?? isSource)(entry.name) && !isExcluded(join(folder, entry.name), false, rules);
    }
    if (!entry.isDirectory() || entry.name.startsWith('.') || skippedFolders.has(entry.name)) return false;
    return !isExcluded(join(folder, entry.name), true, rules);
  };
  const wanted = entries.filter(isWanted);
  const paths = (some: readonly Dirent[]) => some.map(({ name }) => join(folder, name)).sort();
  return {
    names: paths(wanted.filter((entry) => entry.isFile())),
    subfolders: paths(wanted.filter((entry) => entry.isDirectory())),
    rules,
  };
}

function isSource(name: string): boolean {
  return !name.startsWith('.') && (/\.(?:py|ipynb)$/.test(name) || isJavaScript(name));
}

/** `.env` and `.env.local`, not the `.env.example` that is copied. */
function isEnvironment(name: string): boolean {
  return /^\.env(\.(?!example|sample|template)\w+)?$/.test(name);
}

async function statFile(path: string, limits: FileLimits): Promise<FoundFile | undefined> {
  const stats = await stat(path).catch(() => undefined);
  const most = path.endsWith('.ipynb') ? limits.maxNotebookBytes : limits.maxSourceBytes;
  if (!stats || stats.size > most) return undefined;
  return { path, size: stats.size, mtimeMs: stats.mtimeMs };
}
