import type { PlaceOfSplits } from '../../source/threads/findHints.ts';
import type { SubmitWay } from '../../source/threads/submitCalls.ts';
import type { Split } from '../../store/splits.ts';

/** What was heard of threads, by file; ways to give work to one that no edit of ours fits are left out. */
export function placesOfSplits(splits: readonly Split[]): ReadonlyMap<string, readonly PlaceOfSplits[]> {
  const files = new Map<string, PlaceOfSplits[]>();
  for (const { at, by, calls, sdk } of splits) {
    const way = ways[by];
    if (way === undefined) continue;
    const { file, ...place } = at;
    const isolated = sdk && hasOwnContext(sdk);
    const places = files.get(file) ?? [];
    places.push({ ...place, way, calls, ...(isolated && { isolatedMlflow: sdk.version }) });
    files.set(file, places);
  }
  return files;
}

/** `SpawnedFrom.by`. */
const ways: Readonly<Record<string, SubmitWay>> = {
  submit: 'submit',
  map: 'map',
  run_in_executor: 'run_in_executor',
  'Thread.start': 'start',
};

/**
 * MLflow from 3.9 on keeps its spans in a context variable of its own, unless it is told to share OpenTelemetry's provider;
 * then its spans come with that one's name.
 */
function hasOwnContext({ name, version }: NonNullable<Split['sdk']>): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return name === 'mlflow' && (major > 3 || (major === 3 && minor >= 9));
}
