import * as v from 'valibot';
import type { StoredTraceInfo } from '../../store/store.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { mlflowRoute } from './errors.ts';
import { readBody, readQuery } from './input.ts';
import { missingParameter, pageParams, traceLimitsV2 } from './paging.ts';
import { requireInfo } from './traceIds.ts';
import { factsFromV2, traceInfoToV2, traceInfoV2 } from './traceInfoJson.ts';
import { searchTraces } from './traceSearch.ts';

const base = '/api/2.0/mlflow/traces';

/** Traces in the dialect of MLflow 2.14 – 3.1, which gets a trace's id from the server when the root starts. */
export function traceRoutesV2(deps: MlflowDeps): readonly Route[] {
  return [
    mlflowRoute('POST', base, 'write', (request) => start(deps, request), 'small'),
    mlflowRoute('PATCH', `${base}/:id`, 'write', (request) => end(deps, request), 'small'),
    mlflowRoute('GET', `${base}/:id/info`, 'trace', (request) => info(deps, request)),
    // MLflow 3 asks so when it takes the server for an old one.
    mlflowRoute('GET', `${base}/:id`, 'trace', (request) => info(deps, request)),
    mlflowRoute('GET', base, 'user', (request) => search(deps, request)),
  ];
}

function start(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(traceInfoV2, request);
  const requestId = chosenId(request) ?? deps.newId();
  const facts = factsFromV2(requestId, { ...body, timestamp_ms: body.timestamp_ms ?? deps.now() }, 'start');
  deps.engine.accept({ spans: [], traces: [facts] });
  return answer(deps.engine.expectedInfo(facts));
}

/** The helper in a Python process (python/README.md) chooses the id, so that the program need not wait for ours. */
function chosenId({ headers }: HttpRequest): string | undefined {
  const id = headers['x-sidetrace-request-id'];
  return typeof id === 'string' && /^[0-9a-f]{32}$/.test(id) ? id : undefined;
}

/** Where the trace has gone in between (deleted, or another database), the end makes it anew: nothing is refused. */
function end(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(traceInfoV2, request);
  const requestId = request.params.id ?? '';
  const said = factsFromV2(requestId, body, 'end');
  const facts = { ...said, traceId: deps.engine.expectedTraceId(requestId) ?? said.traceId };
  deps.engine.accept({ spans: [], traces: [facts] });
  return answer(deps.engine.expectedInfo(facts));
}

function info({ engine: { store } }: MlflowDeps, request: HttpRequest): HttpResponse {
  return answer(requireInfo(store, request.params.id ?? '', 'v2'));
}

const searchQuery = v.object({
  experiment_ids: v.array(v.string()),
  filter: v.optional(v.string(), ''),
  order_by: v.array(v.string()),
  ...pageParams,
});

function search(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const {
    experiment_ids: experimentIds,
    filter,
    order_by: orderBy,
    ...page
  } = readQuery(searchQuery, request, ['experiment_ids', 'order_by']);
  if (experimentIds.length === 0) throw missingParameter('experiment_ids');
  const { infos, token } = searchTraces(deps.engine.store, {
    experimentIds,
    filter,
    orderBy,
    page,
    limits: traceLimitsV2,
  });
  return json({ ...(infos.length > 0 && { traces: infos.map(traceInfoToV2) }), ...token });
}

function answer(stored: StoredTraceInfo): HttpResponse {
  return json({ trace_info: traceInfoToV2(stored) });
}
