import * as v from 'valibot';
import type { JsonObject } from '../../../protocol/base/json.ts';
import type { TraceFacts } from '../../decode/rawSpan.ts';
import { toProtoJson } from '../../export/mlflowJson.ts';
import type { StoredTraceInfo } from '../../store/store.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import { pipeText } from '../textStream.ts';
import { newAssessment } from './assessmentRoutes.ts';
import type { MlflowDeps } from './deps.ts';
import { missing, mlflowRoute } from './errors.ts';
import { readBody, readQuery } from './input.ts';
import { missingParameter, pageParams } from './paging.ts';
import { requireInfo, sentSpans } from './traceIds.ts';
import { factsFromV3, isComplete, traceInfoToV3, traceInfoV3 } from './traceInfoJson.ts';
import { searchTraces } from './traceSearch.ts';

const base = '/api/3.0/mlflow/traces';

/** Traces in the dialect of MLflow 3.2 and up, which makes ids itself and tells a trace's info when its root ends. */
export function traceRoutesV3(deps: MlflowDeps): readonly Route[] {
  return [
    mlflowRoute('POST', base, 'write', (request) => put(deps, request), 'known'),
    mlflowRoute('POST', `${base}/search`, 'user', (request) => search(deps, request)),
    mlflowRoute('GET', `${base}/get`, 'trace', (request) => getWhole(deps, request)),
    mlflowRoute('GET', `${base}/batchGet`, 'trace', (request) => batchGet(deps, request)),
    mlflowRoute('GET', `${base}/batchGetInfos`, 'trace', (request) => batchGetInfos(deps, request)),
    mlflowRoute('GET', `${base}/:id`, 'trace', (request) => getInfo(deps, request)),
  ];
}

const putBody = v.object({ trace: v.object({ trace_info: traceInfoV3 }) });

async function put(deps: MlflowDeps, request: HttpRequest): Promise<HttpResponse> {
  const { engine } = deps;
  const { trace_info: info } = readBody(putBody, request).trace;
  const said = factsFromV3(info);
  // An id in a form of its own may stand for a trace that is known under its OTel id.
  const facts = { ...said, traceId: engine.expectedTraceId(said.requestId ?? '') ?? said.traceId };
  engine.accept({ spans: [], traces: [facts] });
  if (info.assessments !== undefined) {
    for (const assessment of newOnes(engine.expectedInfo(facts).assessments, info.assessments)) {
      const created = newAssessment(deps, info.trace_id, assessment);
      engine.publish(engine.store.putAssessment(facts.traceId, created));
    }
  }
  // The helper's requests come one after the other: the spans would wait behind this one.
  const isWaiting = sendsInBackground(request) && request.headers['x-sidetrace-in-order'] === undefined;
  return answer(isWaiting ? await withSpans(deps, facts) : engine.expectedInfo(facts));
}

/** An SDK that repeats its request (no answer came) makes no second one: it has given each its time. */
function newOnes(known: readonly JsonObject[], said: readonly JsonObject[]): readonly JsonObject[] {
  const mark = ({ assessment_name, create_time }: JsonObject) =>
    JSON.stringify([assessment_name, create_time]);
  const marks = new Set(known.map(mark));
  return said.filter((assessment) => !marks.has(mark(assessment)));
}

/** The version from which on the SDK sends by threads of its own. */
const background = [3, 12] as const;

function sendsInBackground({ headers }: HttpRequest): boolean {
  const found = /^mlflow-python-client\/(\d+)\.(\d+)/.exec(headers['user-agent'] ?? '');
  const [major, minor] = [Number(found?.[1]), Number(found?.[2])];
  return major > background[0] || (major === background[0] && minor >= background[1]);
}

/** Without any more of them coming, and in all; the SDK gives up after 2 s. */
const spanWaitMs = { next: 100, all: 1000 } as const;

/**
 * The SDK's threads send a trace's end and its last spans at once. Answered before those are in, it would encode and upload
 * the whole trace once more (see `traceInfoToV3`), in the user's process.
 */
async function withSpans(deps: MlflowDeps, facts: TraceFacts): Promise<StoredTraceInfo> {
  const { engine, arrivals, now } = deps;
  const { traceId } = facts;
  const untilMs = now() + spanWaitMs.all;
  let info = engine.expectedInfo(facts);
  // One that was deleted meanwhile is not waited for.
  while (!isComplete(info) && now() < untilMs && engine.expectedTraceId(traceId) !== undefined) {
    const hasCome = await arrivals.next(traceId, spanWaitMs.next);
    info = engine.expectedInfo(facts);
    if (!hasCome) break;
  }
  return info;
}

function getInfo({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  return answer(requireInfo(engine.store, request.params.id ?? '', 'v3'));
}

const location = v.object({
  mlflow_experiment: v.optional(v.object({ experiment_id: v.optional(v.string()) })),
});
const searchBody = v.object({
  locations: v.optional(v.array(location)),
  filter: v.optional(v.string(), ''),
  order_by: v.optional(v.array(v.string()), []),
  ...pageParams,
});

function search({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { locations, filter, order_by: orderBy, ...page } = readBody(searchBody, request);
  if (locations === undefined) throw missingParameter('locations');
  const experimentIds = locations.flatMap((place) => place.mlflow_experiment?.experiment_id ?? []);
  const { infos, token } = searchTraces(engine.store, { experimentIds, filter, orderBy, page });
  return json({ ...(infos.length > 0 && { traces: infos.map(traceInfoToV3) }), ...token });
}

const getQuery = v.object({
  trace_id: v.string(),
  allow_partial: v.optional(v.pipe(v.string(), v.toLowerCase()), 'false'),
});

/** Where MLflow's server waits for the missing spans (up to 3 s) before it refuses, we refuse at once. */
function getWhole({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { trace_id: id, allow_partial } = readQuery(getQuery, request);
  const stored = requireInfo(engine.store, id, 'v3');
  if (allow_partial !== 'true' && !isComplete(stored)) {
    throw missing(`Trace with ID ${id} is not fully exported yet, please try again later.`);
  }
  return streamed(wholeTrace(engine, stored, '{"trace":', '}'));
}

const idsQuery = v.object({ trace_ids: v.array(v.string()) });

/** Ids that are not there are left out, as MLflow does. */
function batchGet({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  return streamed(wholeTraces(engine, infosOf(engine, request)));
}

function batchGetInfos({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  return json({ trace_infos: infosOf(engine, request).map(traceInfoToV3) });
}

function infosOf(engine: MlflowDeps['engine'], request: HttpRequest): readonly StoredTraceInfo[] {
  const { trace_ids: ids } = readQuery(idsQuery, request, ['trace_ids']);
  return ids.flatMap((id) => {
    const traceId = engine.store.resolveTraceId(id);
    return traceId === undefined ? [] : (engine.store.traceInfo(traceId) ?? []);
  });
}

async function* wholeTraces(
  engine: MlflowDeps['engine'],
  traces: readonly StoredTraceInfo[],
): AsyncGenerator<string> {
  yield '{"traces":[';
  for (const [index, stored] of traces.entries()) {
    yield* wholeTrace(engine, stored, index === 0 ? '' : ',', '');
  }
  yield ']}';
}

/** `{trace_info, spans[]}` in pieces: the spans of a large trace are never one string. */
async function* wholeTrace(
  { store }: MlflowDeps['engine'],
  stored: StoredTraceInfo,
  before: string,
  after: string,
): AsyncGenerator<string> {
  yield `${before}{"trace_info":${JSON.stringify(traceInfoToV3(stored))},"spans":[`;
  let separator = '';
  for (const span of sentSpans(store, stored.facts.traceId)) {
    yield separator + JSON.stringify(toProtoJson(span));
    separator = ',';
  }
  yield `]}${after}`;
}

function streamed(pieces: AsyncIterable<string>): HttpResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, stream: pipeText(pieces) };
}

function answer(stored: StoredTraceInfo): HttpResponse {
  return json({ trace: { trace_info: traceInfoToV3(stored) } });
}
