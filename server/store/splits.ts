import type { SpawnedFrom, SpawnPlace, TraceId } from '../../protocol/model/span.ts';
import { processIdKey } from '../decode/liveHello.ts';
import type { Database } from './driver.ts';
import type { Resources } from './resources.ts';

/** A line that gave work to threads, whose spans began traces of their own. */
export interface Split {
  readonly at: SpawnPlace;
  /** What the line called: `SpawnedFrom.by`. */
  readonly by: string;
  /** How many traces began there when it last ran. */
  readonly calls: number;
  /** Which SDK made them and its version, where that tells (MLflow from 3.9 on, OpenTelemetry). */
  readonly sdk?: { readonly name: string; readonly version: string };
}

/** Only so many of the newest traces are looked at. */
const mostTraces = 1_000;
/** Threads start threads; a circle would be somebody's nonsense. */
const mostSteps = 20;

interface SpawnedRow {
  readonly resource_id: number | null;
  readonly spawned: string;
}

/** One for each line, of its newest run; without those where a later run of the same trace began none there. */
export function readSplits(database: Database, resources: Resources): readonly Split[] {
  const sql = `SELECT resource_id, json_extract(summary, '$.spawnedFrom') AS spawned
    FROM (SELECT * FROM traces WHERE hidden = 0 ORDER BY start_ns DESC LIMIT ${mostTraces})
    WHERE spawner_id IS NOT NULL`;
  const lines = new Map<string, Split & { readonly within: TraceId }>();
  for (const { resource_id: resourceId, spawned } of database.all<SpawnedRow>(sql)) {
    const { at, by, traceId: within } = JSON.parse(spawned) as SpawnedFrom;
    if (at === undefined || by === undefined) continue;
    const key = JSON.stringify([at.file, at.function, at.line, by]);
    const known = lines.get(key);
    if (known !== undefined && known.within !== within) continue;
    const sdk = known?.sdk ?? sdkOf(resourceId, resources);
    lines.set(key, { at, by, within, calls: (known?.calls ?? 0) + 1, ...(sdk && { sdk }) });
  }
  return [...lines.values()]
    .filter(({ within }) => !hasLaterRun(database, resources, within))
    .map(({ within: _, ...split }) => split);
}

function sdkOf(resourceId: number | null, resources: Resources): Split['sdk'] {
  if (resourceId === null) return undefined;
  const { 'telemetry.sdk.name': name, 'telemetry.sdk.version': version } =
    resources.read(resourceId).resource;
  return typeof name === 'string' && typeof version === 'string' ? { name, version } : undefined;
}

/** A trace of the same name as the outermost one around has ended since, in a program whose threads we hear of. */
function hasLaterRun(database: Database, resources: Resources, within: TraceId): boolean {
  const head = headOf(database, within);
  if (head === undefined) return false;
  const { name, start_ns: startNs } = head;
  const sql = `SELECT resource_id FROM traces WHERE hidden = 0 AND start_ns > CAST(? AS INTEGER) AND name = ?
    AND spawner_id IS NULL AND status IN ('ok', 'error', 'unset') ORDER BY start_ns DESC LIMIT 1`;
  const later = database.get<{ resource_id: number | null }>(sql, startNs, name);
  if (later === undefined || later.resource_id === null) return false;
  return resources.read(later.resource_id).resource[processIdKey] !== undefined;
}

interface Head {
  readonly name: string;
  readonly start_ns: string;
  readonly summary: string;
}

function headOf(database: Database, traceId: TraceId): Head | undefined {
  const sql = `SELECT name, CAST(start_ns AS TEXT) AS start_ns, summary FROM traces WHERE trace_id = ?`;
  let head = database.get<Head>(sql, traceId);
  for (let step = 0; head !== undefined && step < mostSteps; step += 1) {
    const { spawnedFrom } = JSON.parse(head.summary) as { readonly spawnedFrom?: SpawnedFrom };
    const outer = spawnedFrom && database.get<Head>(sql, spawnedFrom.traceId);
    if (outer === undefined) return head;
    head = outer;
  }
  return head;
}
