import type { Nanos } from '../../protocol/base/time.ts';
import type { RunInfo } from '../../protocol/model/trace.ts';
import type { ProcessEnd } from '../decode/rawSpan.ts';
import type { Database } from './driver.ts';

/**
 * What is heard of a run beside its traces: a process of it is there; its last one is gone; what whoever started its program
 * heard at the end.
 */
export type RunNews =
  | { readonly kind: 'started'; readonly run: RunInfo }
  | { readonly kind: 'ended'; readonly runId: string; readonly how: ProcessEnd }
  | { readonly kind: 'exited'; readonly runId: string; readonly exitCode: number };

/** Returns the run's id. Nothing is known of a run's end while a process of it is there. */
export function noteRun(database: Database, news: RunNews, nowNs: Nanos): string {
  if (news.kind === 'started') {
    const { id, kind, label } = news.run;
    const sql = `INSERT INTO runs (run_id, kind, label, alive) VALUES (?, ?, ?, 1) ON CONFLICT (run_id) DO UPDATE
      SET alive = 1, ended_how = NULL, ended_ns = NULL, exit_code = NULL WHERE alive = 0`;
    database.run(sql, id, kind, label);
    return id;
  }
  const { runId } = news;
  if (news.kind === 'exited') {
    database.run('UPDATE runs SET exit_code = ? WHERE run_id = ?', news.exitCode, runId);
  } else {
    const sql = 'UPDATE runs SET alive = 0, ended_how = ?, ended_ns = CAST(? AS INTEGER) WHERE run_id = ?';
    database.run(sql, news.how, nowNs, runId);
  }
  return runId;
}

/** At the start of the receiver: processes that are there say so again. */
export function forgetAlive(database: Database): void {
  database.run('UPDATE runs SET alive = 0 WHERE alive = 1');
}
