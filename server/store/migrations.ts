import type { Database } from './driver.ts';
import { traces } from './migrations/001-traces.ts';
import { mlflow } from './migrations/002-mlflow.ts';
import { search } from './migrations/003-search.ts';
import { live } from './migrations/004-live.ts';
import { runs } from './migrations/005-runs.ts';
import { runEnds } from './migrations/006-run-ends.ts';
import { code } from './migrations/007-code.ts';
import { callPlaces } from './migrations/008-call-places.ts';
import type { Migration } from './migrations/migration.ts';

/** In order of `version`, without gaps. */
export const migrations: readonly Migration[] = [
  traces,
  mlflow,
  search,
  live,
  runs,
  runEnds,
  code,
  callPlaces,
];

export function latestVersion(steps: readonly Migration[] = migrations): number {
  return steps.at(-1)?.version ?? 0;
}

export function schemaVersion(database: Database): number {
  return database.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}

/** Brings the schema to the newest version, in one transaction; a failing step leaves the file as it was. */
export function migrate(database: Database, steps: readonly Migration[] = migrations): void {
  if (schemaVersion(database) >= latestVersion(steps)) return;
  database.transaction(() => {
    // Read again inside: another process may have migrated while we waited for the lock.
    const from = schemaVersion(database);
    for (const step of steps) {
      if (step.version <= from) continue;
      database.exec(step.sql);
      database.exec(`PRAGMA user_version = ${step.version}`);
    }
  });
}
