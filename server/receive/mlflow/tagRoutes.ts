import * as v from 'valibot';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { invalid, MlflowError, missing, mlflowRoute } from './errors.ts';
import { int64, readBody } from './input.ts';
import { missingParameter } from './paging.ts';
import { traceIdOfRequest } from './traceIds.ts';
import { experimentOf, traceNameTag } from './traceInfoJson.ts';

const base = '/api/2.0/mlflow/traces';

/**
 * Tags of traces and deletion of traces: MLflow 2's addresses in every version. Setting a tag is open to whoever
 * knows the trace's id: SDKs up to 2.19 do it at the end of every trace.
 */
export function tagRoutes(deps: MlflowDeps): readonly Route[] {
  return [
    mlflowRoute('PATCH', `${base}/:id/tags`, 'trace', (request) => setTag(deps, request), 'small'),
    mlflowRoute('DELETE', `${base}/:id/tags`, 'user', (request) => deleteTag(deps, request)),
    mlflowRoute('POST', `${base}/delete-traces`, 'user', (request) => deleteTraces(deps, request)),
  ];
}

const tagBody = v.object({ key: v.pipe(v.string(), v.minLength(1)), value: v.optional(v.string(), '') });

function setTag({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { key, value } = readBody(tagBody, request);
  const id = request.params.id ?? '';
  // Its spans may be in a body that is not decoded yet: the store is read when all are.
  const traceId = engine.expectedTraceId(id) ?? engine.store.resolveTraceId(id);
  // Not "missing": so MLflow's own database refuses it.
  if (traceId === undefined)
    throw new MlflowError('BAD_REQUEST', `Trace with ID '${id.slice(0, 200)}' not found.`);
  const name = key === traceNameTag && value !== '' ? { name: value } : {};
  engine.accept({ spans: [], traces: [{ traceId, tags: { [key]: value }, ...name }] });
  return json({});
}

const keyBody = v.object({ key: v.string() });

function deleteTag({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { key } = readBody(keyBody, request);
  const id = request.params.id ?? '';
  const traceId = engine.store.resolveTraceId(id);
  const tags = traceId === undefined ? undefined : engine.store.traceInfo(traceId)?.facts.tags;
  if (traceId === undefined || !Object.hasOwn(tags ?? {}, key)) {
    const called = traceIdOfRequest(id) === id ? 'request_id' : 'ID';
    throw missing(`No trace tag with key '${key}' for trace with ${called} '${id}'`);
  }
  engine.ingest({ spans: [], traces: [{ traceId, tags: { [key]: null } }] });
  return json({});
}

const deleteBody = v.object({
  experiment_id: v.optional(v.string(), ''),
  request_ids: v.optional(v.array(v.string()), []),
  trace_ids: v.optional(v.array(v.string()), []),
  max_timestamp_millis: v.optional(int64),
  max_traces: v.optional(int64),
});

type Deletion = v.InferOutput<typeof deleteBody>;

/** By ids, or the oldest up to a time; hidden first and gone when the receiver ends (see `TraceStore.remove`). */
function deleteTraces({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(deleteBody, request);
  const ids = [...body.request_ids, ...body.trace_ids];
  checkDeletion(body, ids);
  const found = ids.length === 0 ? oldest(engine, body) : ofExperiment(engine, ids, body.experiment_id);
  const changes = engine.store.remove(found);
  engine.publish(changes);
  return json({ traces_deleted: changes.removed.length });
}

/** In the words and the order of MLflow's store. */
function checkDeletion(body: Deletion, ids: readonly string[]): void {
  const { experiment_id: experimentId, max_timestamp_millis: until, max_traces: most } = body;
  if (experimentId === '') throw missingParameter('experiment_id');
  if (until === undefined && ids.length === 0) {
    throw invalid('Either `max_timestamp_millis` or `trace_ids` must be specified.');
  }
  if (until !== undefined && ids.length > 0) {
    throw invalid('Only one of `max_timestamp_millis` and `trace_ids` can be specified.');
  }
  if (ids.length > 0 && most !== undefined) {
    throw invalid("`max_traces` can't be specified if `trace_ids` is specified.");
  }
  if (most !== undefined && most <= 0) {
    throw invalid(`\`max_traces\` must be a positive integer, received ${most}.`);
  }
  if (!/^\s*[+-]?\d+\s*$/.test(experimentId)) {
    throw invalid(`Invalid experiment ID '${experimentId}'. Experiment ID must be a valid integer.`);
  }
}

function ofExperiment(
  { store }: MlflowDeps['engine'],
  ids: readonly string[],
  experimentId: string,
): readonly string[] {
  const known = new Set(ids.flatMap((id) => store.resolveTraceId(id) ?? []));
  return [...known].filter((traceId) => {
    const facts = store.traceInfo(traceId)?.facts;
    return facts !== undefined && experimentOf(facts) === experimentId;
  });
}

function oldest({ store }: MlflowDeps['engine'], body: Deletion): readonly string[] {
  return store.startedUntil({
    experimentId: body.experiment_id,
    untilMs: body.max_timestamp_millis ?? 0,
    limit: body.max_traces ?? Number.MAX_SAFE_INTEGER,
  });
}
