import type { Migration } from './migration.ts';

/**
 * `call_place`: what lines of code ask of a span (`CallPlace`), so that no payload is read for them. Null in rows of before: there it
 * is read from the payload.
 */
export const callPlaces: Migration = {
  version: 8,
  sql: 'ALTER TABLE spans ADD COLUMN call_place TEXT;',
};
