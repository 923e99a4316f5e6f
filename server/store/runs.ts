import type { RunEnd, RunRow, TraceRow } from '../../protocol/messages/rows.ts';
import type { TraceId } from '../../protocol/model/span.ts';
import type { RunInfo } from '../../protocol/model/trace.ts';
import type { Database } from './driver.ts';
import { optional } from './sqlValues.ts';

/** Keys of the traces that no clearing and no retention may remove. */
export const keptKeysSql = `SELECT trace_key FROM traces WHERE pinned = 1 UNION ALL
  SELECT trace_key FROM traces WHERE run_id IN (SELECT run_id FROM runs WHERE pinned = 1)`;

const mostKnown = 1000;

/** Writes each run once: its row follows from the first resource that names it. */
export class RunWriter {
  readonly #database: Database;
  readonly #known = new Set<string>();

  constructor(database: Database) {
    this.#database = database;
  }

  note({ id, kind, label }: RunInfo): void {
    if (this.#known.has(id)) return;
    this.#database.run(
      'INSERT INTO runs (run_id, kind, label) VALUES (?, ?, ?) ON CONFLICT (run_id) DO NOTHING',
      id,
      kind,
      label,
    );
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.add(id);
  }

  /** After a transaction that failed: what was written in it is not there. */
  forget(): void {
    this.#known.clear();
  }
}

interface Row {
  readonly run_id: string;
  readonly kind: string;
  readonly label: string;
  readonly name: string | null;
  readonly pinned: number;
  readonly traces: number;
  readonly failed: number;
  readonly running: number;
  readonly start_ns: string;
  readonly end_ns: string | null;
  readonly alive: number;
  readonly ended_how: RunEnd['how'] | null;
  readonly exit_code: number | null;
}

/** The runs of these rows, in no order. */
export function runsOf(database: Database, rows: readonly TraceRow[]): readonly RunRow[] {
  return readRuns(database, [...new Set(rows.flatMap((row) => row.runId ?? []))]);
}

/** Those of the runs that have a trace. The `+` keeps SQLite from the index of all that is not hidden. */
export function readRuns(database: Database, runIds: readonly string[]): readonly RunRow[] {
  if (runIds.length === 0) return [];
  const rows = database.all<Row>(
    `SELECT runs.run_id, runs.kind, runs.label, runs.name, runs.pinned, runs.alive, runs.ended_how, runs.exit_code, count(*) AS traces,
       sum(traces.status = 'error') AS failed, sum(traces.status = 'running') AS running,
       CAST(min(traces.start_ns) AS TEXT) AS start_ns, CAST(max(traces.end_ns) AS TEXT) AS end_ns
     FROM runs JOIN traces ON traces.run_id = runs.run_id AND +traces.hidden = 0
     WHERE runs.run_id IN (SELECT value FROM json_each(?)) GROUP BY runs.run_id`,
    JSON.stringify(runIds),
  );
  return rows.map(rowOf);
}

function rowOf(row: Row): RunRow {
  return {
    id: row.run_id,
    kind: row.kind as RunInfo['kind'],
    label: row.name ?? row.label,
    ...(row.name === null ? {} : { labelGiven: row.label }),
    ...(row.pinned === 1 ? { pinned: true } : {}),
    traceCount: row.traces,
    failedCount: row.failed,
    runningCount: row.running,
    startNs: row.start_ns,
    ...optional('endNs', row.end_ns),
    ...(row.alive === 1 ? { alive: true } : optional('end', endOf(row))),
  };
}

function endOf({ ended_how: how, exit_code: exitCode }: Row): RunEnd | undefined {
  if (how === null && exitCode === null) return undefined;
  return { ...optional('how', how), ...optional('exitCode', exitCode) };
}

/** As a trace names it. */
export function readRunInfo(database: Database, runId: string): RunInfo | undefined {
  const sql = 'SELECT run_id AS id, kind, coalesce(name, label) AS label FROM runs WHERE run_id = ?';
  const row = database.get<RunInfo>(sql, runId);
  return row && { ...row };
}

export function renameRun(database: Database, runId: string, name: string): void {
  database.run('UPDATE runs SET name = ? WHERE run_id = ?', name.trim() || null, runId);
}

export function pinRun(database: Database, runId: string, pinned: boolean): void {
  database.run('UPDATE runs SET pinned = ? WHERE run_id = ?', pinned ? 1 : 0, runId);
}

export function pinTrace(database: Database, traceId: TraceId, pinned: boolean): void {
  database.run('UPDATE traces SET pinned = ? WHERE trace_id = ?', pinned ? 1 : 0, traceId);
}

/** Views read a run with any of its traces. */
export function newestOfRun(database: Database, runId: string): readonly TraceId[] {
  const sql = `SELECT trace_id FROM traces WHERE run_id = ? AND +hidden = 0 ORDER BY start_ns DESC LIMIT 1`;
  return database.all<{ trace_id: string }>(sql, runId).map((row) => row.trace_id);
}

/** Runs whose last trace was deleted for good; of these, or of all. */
export function removeEmptyRuns(database: Database, runIds?: readonly string[]): void {
  const empty = 'NOT EXISTS (SELECT 1 FROM traces WHERE traces.run_id = runs.run_id AND hidden < 2)';
  if (runIds === undefined) database.run(`DELETE FROM runs WHERE ${empty}`);
  else {
    const sql = `DELETE FROM runs WHERE run_id IN (SELECT value FROM json_each(?)) AND ${empty}`;
    database.run(sql, JSON.stringify(runIds));
  }
}
