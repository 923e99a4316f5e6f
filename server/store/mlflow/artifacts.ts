import type { Database } from '../driver.ts';

export interface ArtifactEntry {
  /** Last part of the path. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Absent for a folder. */
  readonly bytes?: number;
}

/** What all artifacts together may take: they are kept for the program's sake and are not what this store is for. */
const defaultBudget = 512 * 1024 * 1024;

/** Files that MLflow programs upload: media attachments of traces, artifacts of runs. `traces.json` is not among them. */
export class Artifacts {
  readonly #database: Database;
  readonly #budget: number;

  constructor(database: Database, budget = defaultBudget) {
    this.#database = database;
    this.#budget = budget;
  }

  /** False, and nothing is stored, when there is no room left. */
  put(path: string, content: Uint8Array, now: number): boolean {
    const sql = 'SELECT coalesce(sum(bytes), 0) AS bytes FROM mlflow_artifacts WHERE path <> ?';
    const used = this.#database.get<{ bytes: number }>(sql, path)?.bytes ?? 0;
    if (used + content.byteLength > this.#budget) return false;
    this.#database.run(
      'INSERT OR REPLACE INTO mlflow_artifacts (path, created, bytes, content) VALUES (?, ?, ?, ?)',
      path,
      now,
      content.byteLength,
      content,
    );
    return true;
  }

  get(path: string): Uint8Array | undefined {
    const sql = 'SELECT content FROM mlflow_artifacts WHERE path = ?';
    return this.#database.get<{ content: Uint8Array }>(sql, path)?.content;
  }

  /** A file, or everything below a folder. */
  remove(path: string): number {
    const sql = 'DELETE FROM mlflow_artifacts WHERE path = ?1 OR substr(path, 1, length(?1) + 1) = ?1 || ?2';
    return this.#database.run(sql, path, '/');
  }

  /** Files and folders right below a folder, by name. `folder` without a slash at its end; empty: the top. */
  list(folder: string): readonly ArtifactEntry[] {
    const prefix = folder === '' ? '' : `${folder}/`;
    const sql =
      'SELECT path, bytes FROM mlflow_artifacts WHERE substr(path, 1, length(?1)) = ?1 ORDER BY path';
    const entries = new Map<string, ArtifactEntry>();
    for (const { path, bytes } of this.#database.all<{ path: string; bytes: number }>(sql, prefix)) {
      const [name = '', ...below] = path.slice(prefix.length).split('/');
      entries.set(name, below.length > 0 ? { name, isFolder: true } : { name, isFolder: false, bytes });
    }
    return [...entries.values()];
  }
}
