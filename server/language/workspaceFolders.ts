import type { WorkspaceFolder, WorkspaceFoldersChangeEvent } from 'vscode-languageserver/node';
import { filePath } from './openDocuments.ts';

/** The folders that are open in the editor; they come and go while the server runs. */
export class WorkspaceFolders {
  readonly #paths: string[] = [];

  /** Absolute paths, as they are at any time: whoever keeps this list sees what becomes of it. */
  get paths(): readonly string[] {
    return this.#paths;
  }

  set(paths: readonly string[]): void {
    this.#paths.splice(0, this.#paths.length, ...new Set(paths));
  }

  change({ added, removed }: WorkspaceFoldersChangeEvent): void {
    const gone = new Set(pathsOf(removed));
    this.set([...this.#paths.filter((path) => !gone.has(path)), ...pathsOf(added)]);
  }
}

/** Of those that are on this machine. */
export function pathsOf(folders: readonly WorkspaceFolder[] | null | undefined): readonly string[] {
  return (folders ?? []).map(({ uri }) => filePath(uri)).filter((path) => path !== undefined);
}
