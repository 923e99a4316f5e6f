import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Slicer } from './slicer.ts';

export interface FileLimits {
  readonly maxFiles: number;
  readonly maxFolders: number;
  readonly maxPythonBytes: number;
  /** Notebooks hold their outputs too. */
  readonly maxNotebookBytes: number;
}

export const defaultFileLimits: FileLimits = {
  maxFiles: 5_000,
  maxFolders: 20_000,
  maxPythonBytes: 1_000_000,
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
]);

/**
 * Python files, notebooks and `.env` files below the folders, nearest first. Hidden folders, installed packages and what is built
 * are left out; links to folders are not followed; what cannot be read is not there.
 */
export async function findFiles(
  folders: readonly string[],
  limits: FileLimits,
  slicer: Slicer,
): Promise<FoundFiles> {
  const files = new Map<string, FoundFile>();
  const queue = [...folders];
  const seen = new Set<string>();
  for (const folder of queue) {
    if (seen.has(folder)) continue;
    if (seen.size >= limits.maxFolders) return { files: [...files.values()], truncated: true };
    seen.add(folder);
    const { names, subfolders } = await readFolder(folder);
    queue.push(...subfolders);
    for (const path of names) {
      if (files.size >= limits.maxFiles) return { files: [...files.values()], truncated: true };
      const found = await statFile(path, limits);
      if (found) files.set(path, found);
    }
    await slicer.breathe();
  }
  return { files: [...files.values()], truncated: false };
}

interface Folder {
  readonly names: readonly string[];
  readonly subfolders: readonly string[];
}

async function readFolder(folder: string): Promise<Folder> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  // An environment by any name (`env`, `py312`).
  if (entries.some(({ name }) => name === 'pyvenv.cfg')) return { names: [], subfolders: [] };
  const visible = entries.filter(({ name }) => !name.startsWith('.') && !skippedFolders.has(name));
  const paths = (wanted: typeof visible) => wanted.map(({ name }) => join(folder, name)).sort();
  return {
    names: paths(entries.filter((entry) => entry.isFile() && isWanted(entry.name))),
    subfolders: paths(visible.filter((entry) => entry.isDirectory())),
  };
}

/** `.env` and `.env.local`, not the `.env.example` that is copied. */
function isWanted(name: string): boolean {
  return /^[^.].*\.(py|ipynb)$/.test(name) || /^\.env(\.(?!example|sample|template)\w+)?$/.test(name);
}

async function statFile(path: string, limits: FileLimits): Promise<FoundFile | undefined> {
  const stats = await stat(path).catch(() => undefined);
  const most = path.endsWith('.ipynb') ? limits.maxNotebookBytes : limits.maxPythonBytes;
  if (!stats || stats.size > most) return undefined;
  return { path, size: stats.size, mtimeMs: stats.mtimeMs };
}
