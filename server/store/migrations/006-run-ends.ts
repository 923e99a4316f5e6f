import type { Migration } from './migration.ts';

/**
 * Whether a process of the run is alive, as far as live records tell, and how the last one ended: `ended_how` is `ended` (it said
 * so) or `vanished`; `exit_code` is what whoever started it heard.
 */
export const runEnds: Migration = {
  version: 6,
  sql: `
    ALTER TABLE runs ADD COLUMN alive INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE runs ADD COLUMN ended_how TEXT;
    ALTER TABLE runs ADD COLUMN ended_ns INTEGER;
    ALTER TABLE runs ADD COLUMN exit_code INTEGER;
  `,
};
