import { createEngine, type Engine } from '../../engine.ts';
import { plain } from './spans.ts';

/** An engine in memory that reads no convention and knows no code. */
export function createMemoryEngine(): Engine {
  return createEngine({
    databaseFile: ':memory:',
    normalise: (raw) => plain(raw),
    resolveSource: async () => ({ candidates: [] }),
  });
}
