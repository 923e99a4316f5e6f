import type { JsonObject } from '../../protocol/base/json.ts';
import type { Database } from './driver.ts';

/** Throws where there is none: the route gives it one. */
export function idOfAssessment({ assessment_id: id }: JsonObject): string {
  if (typeof id !== 'string' || id === '') throw new TypeError('assessment_id: expected text');
  return id;
}

/** These give the number of rows that changed. */
export function writeAssessment(
  database: Database,
  traceKey: number,
  { id, assessment }: { readonly id: string; readonly assessment: JsonObject },
): number {
  const sql = `INSERT INTO assessments (trace_key, assessment_id, assessment) VALUES (?, ?, ?)
    ON CONFLICT (trace_key, assessment_id) DO UPDATE SET assessment = excluded.assessment`;
  return database.run(sql, traceKey, id, JSON.stringify(assessment));
}

export function deleteAssessment(database: Database, traceKey: number, id: string): number {
  return database.run('DELETE FROM assessments WHERE trace_key = ? AND assessment_id = ?', traceKey, id);
}
