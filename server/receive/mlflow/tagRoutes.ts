import * as v from 'valibot';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { invalid, MlflowError, missing, mlflowRoute } from './errors.ts';
import { epochMillis, int64, readBody } from './input.ts';
import { traceIdOfRequest } from './traceIds.ts';
import { experimentOf, traceNameTag } from './traceInfoJson.ts';

const base = '/api/2.0/mlflow/traces';

/**
 * Tags of traces and deletion of traces: MLflow 2's addresses in every version. Setting a tag is open to whoever
 * knows the trace's id: SDKs up to 2.19 do it at the end of every trace.
 */
export function tagRoutes(deps: MlflowDeps): readonly Route[] {
  return [
    mlflowRoute('PATCH', `${base}/:id/tags`, 'trace', (request) => setTag(deps, request)),
    mlflowRoute('DELETE', `${base}/:id/tags`, 'user', (request) => deleteTag(deps, request)),
    mlflowRoute('POST', `${base}/delete-traces`, 'user', (request) => deleteTraces(deps, request)),
  ];
}

const tagBody = v.object({ key: v.pipe(v.string(), v.minLength(1)), value: v.optional(v.string(), '') });

function setTag({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { key, value } = readBody(tagBody, request);
  const id = request.params.id ?? '';
  const traceId = engine.store.resolveTraceId(id);
  // Not "missing": so MLflow's own database refuses it.
  if (traceId === undefined)
    throw new MlflowError('BAD_REQUEST', `Trace with ID '${id.slice(0, 200)}' not found.`);
  const name = key === traceNameTag && value !== '' ? { name: value } : {};
  engine.ingest({ spans: [], traces: [{ traceId, tags: { [key]: value }, ...name }] });
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
  experiment_id: v.string(),
  request_ids: v.optional(v.array(v.string())),
  trace_ids: v.optional(v.array(v.string())),
  max_timestamp_millis: v.optional(epochMillis),
  max_traces: v.optional(v.pipe(int64, v.minValue(1))),
});

/** By ids, or the oldest up to a time; hidden first and gone when the receiver ends (see `TraceStore.remove`). */
function deleteTraces({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(deleteBody, request);
  const ids = body.request_ids ?? body.trace_ids;
  if ((ids === undefined) === (body.max_timestamp_millis === undefined)) {
    throw invalid('Either `max_timestamp_millis` or `trace_ids` must be specified, but not both.');
  }
  const known = ids === undefined ? oldest(engine, body) : ofExperiment(engine, ids, body.experiment_id);
  const changes = engine.store.remove(known);
  engine.publish(changes);
  return json({ traces_deleted: changes.removed.length });
}

function ofExperiment(
  { store }: MlflowDeps['engine'],
  ids: readonly string[],
  experimentId: string,
): readonly string[] {
  const known = ids.flatMap((id) => store.resolveTraceId(id) ?? []);
  return known.filter((traceId) => {
    const facts = store.traceInfo(traceId)?.facts;
    return facts !== undefined && experimentOf(facts) === experimentId;
  });
}

const pageSize = 500;

function oldest({ store }: MlflowDeps['engine'], body: v.InferOutput<typeof deleteBody>): readonly string[] {
  const until = BigInt(body.max_timestamp_millis ?? 0) * 1_000_000n + 999_999n;
  const found: string[] = [];
  for (let offset = 0; ; offset += pageSize) {
    const infos = store.traceInfos({ experimentIds: [body.experiment_id], offset, limit: pageSize });
    const old = infos.filter(({ facts }) => BigInt(facts.startNs ?? 0) <= until);
    found.push(...old.map(({ facts }) => facts.traceId));
    if (infos.length < pageSize) break;
  }
  return found.reverse().slice(0, body.max_traces);
}
