import * as v from 'valibot';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import type { TraceId } from '../../../protocol/model/span.ts';
import type { TraceStore } from '../../store/store.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { invalid, missing, mlflowRoute } from './errors.ts';
import { readBody } from './input.ts';
import { requireTrace } from './traceIds.ts';

const base = '/api/3.0/mlflow/traces/:id/assessments';

/** Feedback and expectations on a trace (MLflow 3.2 and up); kept in MLflow's own JSON form. */
export function assessmentRoutes(deps: MlflowDeps): readonly Route[] {
  return [
    mlflowRoute('POST', base, 'trace', (request) => create(deps, request)),
    mlflowRoute('GET', `${base}/:assessmentId`, 'trace', (request) => get(deps, request)),
    mlflowRoute('PATCH', `${base}/:assessmentId`, 'user', (request) => update(deps, request)),
    mlflowRoute('DELETE', `${base}/:assessmentId`, 'user', (request) => remove(deps, request)),
  ];
}

const payload = v.custom<JsonObject>((value) => typeof value === 'object' && value !== null);
const assessmentBody = v.object({
  assessment: v.looseObject({
    assessment_name: v.optional(v.string()),
    feedback: v.optional(payload),
    expectation: v.optional(payload),
    overrides: v.optional(v.string()),
  }),
  update_mask: v.optional(v.string()),
});

function create(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { engine } = deps;
  const requestId = request.params.id ?? '';
  const traceId = requireTrace(engine.store, requestId, 'v3');
  const { assessment } = readBody(assessmentBody, request);
  if (assessment.feedback === undefined && assessment.expectation === undefined) {
    throw invalid('An assessment has either `feedback` or `expectation`.');
  }
  const created = newAssessment(deps, requestId, assessment as JsonObject);
  if (assessment.overrides !== undefined) {
    const overridden = requireAssessment(deps, requestId, assessment.overrides);
    engine.publish(engine.store.putAssessment(traceId, { ...overridden, valid: false }));
  }
  engine.publish(engine.store.putAssessment(traceId, created));
  return json({ assessment: created });
}

/** With the id that the receiver gives. */
export function newAssessment(
  { newId, now }: Pick<MlflowDeps, 'newId' | 'now'>,
  requestId: string,
  said: JsonObject,
): JsonObject {
  const time = new Date(now()).toISOString();
  return {
    create_time: time,
    last_update_time: time,
    valid: true,
    ...said,
    assessment_id: `a-${newId()}`,
    trace_id: requestId,
  };
}

function get(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { id = '', assessmentId = '' } = request.params;
  return json({ assessment: requireAssessment(deps, id, assessmentId) });
}

/** Fields that a client may change, by their names in an update mask (camelCase or snake_case). */
const updatable = ['assessment_name', 'feedback', 'expectation', 'rationale', 'metadata', 'valid'] as const;

function update(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { engine, now } = deps;
  const { id: requestId = '', assessmentId = '' } = request.params;
  const known = requireAssessment(deps, requestId, assessmentId);
  const { assessment, update_mask: mask } = readBody(assessmentBody, request);
  checkKind(known, assessment);
  const given = assessment as JsonObject;
  const named = mask === undefined || mask === '' ? Object.keys(given) : mask.split(',').map(snakeCase);
  const changes = updatable.flatMap((field) => {
    const value = given[field];
    return named.includes(field) && value !== undefined ? [[field, value] as const] : [];
  });
  const { metadata, ...changed }: JsonObject = Object.fromEntries(changes);
  const updated: JsonObject = {
    ...known,
    ...changed,
    ...(isJsonObject(metadata) && { metadata: { ...objectOf(known.metadata), ...metadata } }),
    last_update_time: new Date(now()).toISOString(),
  };
  engine.publish(engine.store.putAssessment(requireTrace(engine.store, requestId, 'v3'), updated));
  return json({ assessment: updated });
}

/** One that has both kinds of values could not be read by any SDK. */
function checkKind(
  known: JsonObject,
  { feedback, expectation }: { readonly feedback?: unknown; readonly expectation?: unknown },
): void {
  if (feedback !== undefined && known.feedback === undefined) {
    throw invalid('Cannot update feedback value on an Expectation assessment.');
  }
  if (expectation !== undefined && known.expectation === undefined) {
    throw invalid('Cannot update expectation value on a Feedback assessment.');
  }
}

/** Of one that is not there, nothing is said; what the removed one overrode holds again. Both as in MLflow. */
function remove({ engine: { store, publish } }: MlflowDeps, request: HttpRequest): HttpResponse {
  const traceId = store.resolveTraceId(request.params.id ?? '');
  if (traceId === undefined) return json({});
  const assessmentId = request.params.assessmentId ?? '';
  const overridden = assessmentOf(store, traceId, assessmentOf(store, traceId, assessmentId)?.overrides);
  if (overridden !== undefined) publish(store.putAssessment(traceId, { ...overridden, valid: true }));
  publish(store.removeAssessment(traceId, assessmentId));
  return json({});
}

function requireAssessment({ engine }: MlflowDeps, requestId: string, assessmentId: string): JsonObject {
  const traceId = engine.store.resolveTraceId(requestId);
  if (traceId === undefined) throw missing(`Trace with request_id '${requestId.slice(0, 200)}' not found`);
  const found = assessmentOf(engine.store, traceId, assessmentId);
  if (found === undefined) {
    throw missing(`Assessment with ID '${assessmentId.slice(0, 200)}' not found for trace '${requestId}'`);
  }
  return found;
}

function assessmentOf(
  store: Pick<TraceStore, 'traceInfo'>,
  traceId: TraceId,
  assessmentId: JsonValue | undefined,
): JsonObject | undefined {
  const all = store.traceInfo(traceId)?.assessments ?? [];
  return all.find((assessment) => assessment.assessment_id === assessmentId);
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function snakeCase(name: string): string {
  return name.trim().replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
