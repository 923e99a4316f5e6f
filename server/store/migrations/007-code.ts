import type { Migration } from './migration.ts';

/**
 * Texts of functions as they ran, once each, by their hash; a span that tells its own has it in `text_hash`. They go with the
 * last span that has them.
 */
export const code: Migration = {
  version: 7,
  sql: `
    CREATE TABLE code_texts (hash TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
    ALTER TABLE spans ADD COLUMN text_hash TEXT;
    CREATE INDEX spans_text ON spans (text_hash) WHERE text_hash IS NOT NULL;
  `,
};
