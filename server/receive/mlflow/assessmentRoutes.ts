import * as v from 'valibot';
import type { JsonObject } from '../../../protocol/base/json.ts';
import type { TraceId } from '../../../protocol/model/span.ts';
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
  const { engine, newId, now } = deps;
  const traceId = requireTrace(engine.store, request.params.id ?? '', 'v3');
  const { assessment } = readBody(assessmentBody, request);
  if (assessment.feedback === undefined && assessment.expectation === undefined) {
    throw invalid('An assessment has either `feedback` or `expectation`.');
  }
  const time = new Date(now()).toISOString();
  const created: JsonObject = {
    create_time: time,
    last_update_time: time,
    valid: true,
    ...(assessment as JsonObject),
    assessment_id: `a-${newId()}`,
    trace_id: request.params.id ?? '',
  };
  if (assessment.overrides !== undefined) {
    const overridden = requireAssessment(deps, traceId, assessment.overrides);
    engine.publish(engine.store.putAssessment(traceId, { ...overridden, valid: false }));
  }
  engine.publish(engine.store.putAssessment(traceId, created));
  return json({ assessment: created });
}

function get(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const traceId = requireTrace(deps.engine.store, request.params.id ?? '', 'v3');
  return json({ assessment: requireAssessment(deps, traceId, request.params.assessmentId ?? '') });
}

/** Fields that a client may change, by their names in an update mask (camelCase or snake_case). */
const updatable = ['assessment_name', 'feedback', 'expectation', 'rationale', 'metadata', 'valid'] as const;

function update(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { engine, now } = deps;
  const traceId = requireTrace(engine.store, request.params.id ?? '', 'v3');
  const known = requireAssessment(deps, traceId, request.params.assessmentId ?? '');
  const { assessment, update_mask: mask } = readBody(assessmentBody, request);
  const given = assessment as JsonObject;
  const named = mask === undefined || mask === '' ? Object.keys(given) : mask.split(',').map(snakeCase);
  const changes = updatable.flatMap((field) => {
    const value = given[field];
    return named.includes(field) && value !== undefined ? [[field, value] as const] : [];
  });
  const last_update_time = new Date(now()).toISOString();
  const updated = { ...known, ...Object.fromEntries(changes), last_update_time };
  engine.publish(engine.store.putAssessment(traceId, updated));
  return json({ assessment: updated });
}

function remove(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { store, publish } = deps.engine;
  const traceId = requireTrace(store, request.params.id ?? '', 'v3');
  const assessmentId = request.params.assessmentId ?? '';
  requireAssessment(deps, traceId, assessmentId);
  publish(store.removeAssessment(traceId, assessmentId));
  return json({});
}

function requireAssessment({ engine }: MlflowDeps, traceId: TraceId, assessmentId: string): JsonObject {
  const all = engine.store.traceInfo(traceId)?.assessments ?? [];
  const found = all.find((assessment) => assessment.assessment_id === assessmentId);
  if (found === undefined) {
    throw missing(`Assessment with ID '${assessmentId.slice(0, 200)}' not found for trace '${traceId}'`);
  }
  return found;
}

function snakeCase(name: string): string {
  return name.trim().replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
