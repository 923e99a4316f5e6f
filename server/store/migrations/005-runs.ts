import type { Migration } from './migration.ts';

/**
 * What was started together. `label` is what its environment or its command line says, `name` what the user calls it.
 * `traces.test` is the test inside which the root began. Pinned: stays when everything else is cleared.
 */
export const runs: Migration = {
  version: 5,
  sql: `
    CREATE TABLE runs (
      run_id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      label TEXT NOT NULL,
      name TEXT,
      pinned INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE INDEX runs_pinned ON runs (run_id) WHERE pinned = 1;
    ALTER TABLE traces ADD COLUMN run_id TEXT;
    ALTER TABLE traces ADD COLUMN test TEXT;
    ALTER TABLE traces ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX traces_run ON traces (run_id, start_ns) WHERE run_id IS NOT NULL;
    CREATE INDEX traces_pinned ON traces (start_ns) WHERE pinned = 1;
  `,
};
