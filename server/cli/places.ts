import { join } from 'node:path';

/** What tells where a user's files go. */
export interface Platform {
  readonly name: NodeJS.Platform;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The database of `serve` without `--db`: the system's folder for state that is worth keeping. */
export function defaultDatabase({ name, home, env }: Platform): string {
  switch (name) {
    case 'win32':
      return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Sidetrace', 'traces.db');
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'Sidetrace', 'traces.db');
    default:
      return join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'sidetrace', 'traces.db');
  }
}
