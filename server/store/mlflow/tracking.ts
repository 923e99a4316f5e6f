import type { Database } from '../driver.ts';
import { SearchFunctions } from '../search/searchFunctions.ts';
import { Artifacts } from './artifacts.ts';
import { Experiments } from './experiments.ts';
import { Runs } from './runs.ts';

/** What MLflow programs log beside traces, in the same database; every method is synchronous. */
export interface MlflowTracking {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly artifacts: Artifacts;
}

/** `database` is migrated and belongs to the trace store, which closes it. */
export function createMlflowTracking(database: Database): MlflowTracking {
  const functions = SearchFunctions.of(database);
  return {
    experiments: new Experiments(database, functions),
    runs: new Runs(database, functions),
    artifacts: new Artifacts(database),
  };
}
