import { isJsonObject, parseJson } from '../../protocol/base/json.ts';
import {
  byIdRequests,
  RequestError,
  type RequestName,
  requestNames,
} from '../../protocol/messages/requests.ts';
import type { Engine } from '../engine.ts';
import { readCompleteSpan, readCompleteTrace } from '../query/readComplete.ts';
import { HttpError, type HttpRequest, type HttpResponse, json, type Route } from './http.ts';
import { pipeText } from './textStream.ts';
import { traceAsJson } from './traceJson.ts';

export interface ApiDeps {
  readonly engine: Pick<Engine, 'ask' | 'store' | 'toSpan'>;
  readonly version: string;
  /** Known only once the receiver listens. */
  readonly url: () => string;
}

const defaultPage = 50;
const maxPage = 1000;

/** The read API (docs/protocol.md) and the browser viewer's questions. */
export function apiRoutes(deps: ApiDeps): readonly Route[] {
  return [
    { method: 'GET', path: '/api/health', access: 'open', handler: () => health(deps) },
    { method: 'GET', path: '/api/traces', access: 'user', handler: (request) => listTraces(deps, request) },
    {
      method: 'GET',
      path: '/api/traces/:id',
      access: 'trace',
      handler: (request) => getTrace(deps, request),
    },
    {
      method: 'GET',
      path: '/api/traces/:id/spans/:spanId',
      access: 'trace',
      handler: (request) => getSpan(deps, request),
    },
    {
      method: 'POST',
      path: '/api/request',
      access: 'user',
      handler: (request) => answer(deps, request, requestNames),
    },
    {
      method: 'POST',
      path: '/api/request/by-id',
      access: 'trace',
      handler: (request) => answer(deps, request, byIdRequests),
    },
  ];
}

/** No names, no paths: every program of the machine may read it. */
function health({ engine, version, url }: ApiDeps): HttpResponse {
  const traces = engine.store.traceCount();
  return json({ status: 'ok', name: 'sidetrace', version, pid: process.pid, url: url(), traces });
}

async function listTraces({ engine }: ApiDeps, { query }: HttpRequest): Promise<HttpResponse> {
  if (query.get('filter')) {
    throw new HttpError(400, 'The filter language is not there yet; use text= to search in traces.');
  }
  const text = query.get('text');
  const cursor = query.get('cursor');
  const { traces, runs, nextCursor } = await engine.ask('listTraces', {
    limit: limitOf(query.get('limit')),
    ...(text && { text }),
    ...(cursor && { cursor }),
  });
  return json({ traces, ...(runs && { runs }), ...(nextCursor !== undefined && { nextCursor }) });
}

function limitOf(text: string | null): number {
  if (text === null) return defaultPage;
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= maxPage) return limit;
  throw new HttpError(400, `limit is a whole number from 1 to ${maxPage}.`);
}

function getTrace({ engine }: ApiDeps, { params }: HttpRequest): HttpResponse {
  const id = params.id ?? '';
  const complete = readCompleteTrace(engine, id);
  if (complete === undefined) throw missing('trace', id);
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    stream: pipeText(traceAsJson(complete)),
  };
}

function getSpan({ engine }: ApiDeps, { params }: HttpRequest): HttpResponse {
  const { id = '', spanId = '' } = params;
  const span = readCompleteSpan(engine, id, spanId);
  if (span === undefined) throw missing('span', spanId);
  return json(span);
}

function missing(what: 'trace' | 'span', id: string): HttpError {
  return new HttpError(404, `There is no ${what} ${id.slice(0, 100)}.`);
}

/** `{name, params}` → `Reply`; a failed answer has the status of its code as well. */
async function answer(
  { engine }: ApiDeps,
  { body }: HttpRequest,
  allowed: readonly RequestName[],
): Promise<HttpResponse> {
  const asked = parseJson(Buffer.from(body).toString('utf8'));
  if (!isJsonObject(asked) || typeof asked.name !== 'string') {
    throw new RequestError('invalid', 'The body is {"name", "params"} with the name of a question.');
  }
  const name = allowed.find((each) => each === asked.name);
  if (name === undefined)
    throw new RequestError('invalid', `There is no request ${quoted(asked.name)} here.`);
  // The engine checks the params: it has the table of questions.
  return json({ ok: await engine.ask(name, (asked.params ?? {}) as never) });
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
