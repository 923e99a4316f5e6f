import * as v from 'valibot';
import { decodeMlflowArtifact } from '../../decode/mlflowArtifact.ts';
import { toArtifactV2, toArtifactV3 } from '../../export/mlflowJson.ts';
import { LargeWork } from '../../store/largeWork.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { invalid, missing, mlflowRoute } from './errors.ts';
import { readQuery } from './input.ts';
import { requireTrace, sentSpans } from './traceIds.ts';
import { hasAnnounced } from './traceInfoJson.ts';

const base = '/api/2.0/mlflow-artifacts/artifacts';
const tracesJson = /^([^/]+)\/traces\/([^/]+)\/artifacts\/traces\.json$/;

/**
 * The artifact proxy below `mlflow-artifacts:/`. A trace's `traces.json` is not kept as a file: its spans go where all
 * spans go, and the file is written anew from them when it is asked for. Every other file (media attachments of
 * spans, what a program logs to its run) is kept as it is, within a budget.
 */
export function artifactRoutes(deps: MlflowDeps): readonly Route[] {
  return [
    mlflowRoute('PUT', `${base}/*`, 'write', (request) => put(deps, request), 'small'),
    mlflowRoute('GET', `${base}/*`, 'trace', (request) => get(deps, request)),
    mlflowRoute('DELETE', `${base}/*`, 'user', (request) => remove(deps, request)),
    mlflowRoute('GET', base, 'user', (request) => list(deps, request)),
    mlflowRoute('GET', '/ajax-api/2.0/mlflow/get-trace-artifact', 'trace', (request) =>
      traceArtifact(deps, request),
    ),
  ];
}

function put({ engine, tracking, now }: MlflowDeps, request: HttpRequest): HttpResponse {
  const path = pathOf(request);
  const [, experimentId, requestId] = tracesJson.exec(path) ?? [];
  if (experimentId === undefined || requestId === undefined) {
    if (!tracking.artifacts.put(path, request.body, now())) {
      throw invalid(
        'Sidetrace has no more room for artifacts: it is a viewer of traces. Set MLFLOW_TRACKING_URI to a tracking server of your own to log artifacts, or delete some.',
      );
    }
    return json({});
  }
  // The path tells the id that an MLflow 2 trace was started under; its spans tell the OTel id.
  const store = (): void => {
    const spans = decodeMlflowArtifact(request.body).map((span) => ({ ...span, requestId }));
    engine.accept({ spans, traces: [] });
  };
  const { length: bytes } = request.body;
  // The user's thread would wait while it is decoded; MLflow's own server keeps it without a look.
  if (LargeWork.isLarge(bytes)) return { ...json({}), after: { run: store, bytes } };
  if (isKnownWhole(engine, requestId)) return { ...json({}), after: { run: store } };
  store();
  return json({});
}

/** MLflow 3.4 and 3.5 upload what they have sent by OTLP already, while the user's thread waits. */
function isKnownWhole(engine: MlflowDeps['engine'], requestId: string): boolean {
  const traceId = engine.expectedTraceId(requestId);
  return traceId !== undefined && hasAnnounced(engine.expectedInfo({ traceId, requestId }));
}

function get({ engine, tracking }: MlflowDeps, request: HttpRequest): HttpResponse {
  const path = pathOf(request);
  const requestId = tracesJson.exec(path)?.[2];
  if (requestId !== undefined) {
    const traceId = requireTrace(engine.store, requestId, 'v3');
    const spans = [...sentSpans(engine.store, traceId)];
    if (spans.length === 0) throw missing(`Trace data not found for path='${path}'`);
    const text = readsV3(request, requestId) ? toArtifactV3(spans) : toArtifactV2(spans);
    return file(text, 'traces.json');
  }
  const content = tracking.artifacts.get(path);
  if (content === undefined) throw missing(`No such artifact: '${path.slice(0, 500)}'`);
  return file(content, path.split('/').at(-1) ?? '');
}

function remove({ tracking }: MlflowDeps, request: HttpRequest): HttpResponse {
  tracking.artifacts.remove(pathOf(request));
  return json({});
}

const listQuery = v.object({ path: v.optional(v.string(), '') });

function list({ tracking }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { path } = readQuery(listQuery, request);
  if (path.split('/').includes('..')) throw invalid('Invalid path');
  const files = tracking.artifacts.list(path.replace(/^\/+|\/+$/g, '')).map(({ name, isFolder, bytes }) => ({
    path: name,
    is_dir: isFolder,
    // proto3 JSON leaves zero out.
    ...(bytes && { file_size: bytes }),
  }));
  return json({ files });
}

const artifactQuery = v.object({ request_id: v.string() });

/** What MLflow's own notebook renderer asks for. */
function traceArtifact({ engine }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { request_id: requestId } = readQuery(artifactQuery, request);
  const spans = [...sentSpans(engine.store, requireTrace(engine.store, requestId, 'v3'))];
  const body = requestId.startsWith('tr-') ? toArtifactV3(spans) : toArtifactV2(spans);
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

/** SDKs below 3 read their own form only, later ones both; others (curl) get the form of the trace's id. */
function readsV3({ headers }: HttpRequest, requestId: string): boolean {
  const major = /^mlflow-python-client\/(\d+)\./.exec(headers['user-agent'] ?? '')?.[1];
  return major === undefined ? requestId.startsWith('tr-') : Number(major) >= 3;
}

/** Never run by a browser: it is a program's upload. */
function file(body: string | Uint8Array, name: string): HttpResponse {
  const headers = {
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  };
  return { status: 200, headers, body };
}

function pathOf({ params }: HttpRequest): string {
  const path = params['*'] ?? '';
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..')) {
    throw invalid('Invalid path');
  }
  return path;
}
