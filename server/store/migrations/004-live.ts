import type { Migration } from './migration.ts';

/** The trace from which a thread began this one, as live records tell: both are shown together. */
export const live: Migration = {
  version: 4,
  sql: `
    ALTER TABLE traces ADD COLUMN spawner_id TEXT;
    CREATE INDEX traces_spawner ON traces (spawner_id) WHERE spawner_id IS NOT NULL;
  `,
};
