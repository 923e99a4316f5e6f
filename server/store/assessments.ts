import type { JsonObject } from '../../protocol/base/json.ts';
import type { Database } from './driver.ts';

/** Returns the number of rows that changed. Throws when the assessment has no `assessment_id`: the route gives it one. */
export function putAssessment(database: Database, traceKey: number, assessment: JsonObject): number {
  const id = assessment.assessment_id;
  if (typeof id !== 'string' || id === '') throw new TypeError('assessment_id: expected text');
  const sql = `INSERT INTO assessments (trace_key, assessment_id, assessment) VALUES (?, ?, ?)
    ON CONFLICT (trace_key, assessment_id) DO UPDATE SET assessment = excluded.assessment`;
  return database.run(sql, traceKey, id, JSON.stringify(assessment));
}

export function removeAssessment(database: Database, traceKey: number, assessmentId: string): number {
  const sql = 'DELETE FROM assessments WHERE trace_key = ? AND assessment_id = ?';
  return database.run(sql, traceKey, assessmentId);
}
