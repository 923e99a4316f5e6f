import { posix } from 'node:path';
import * as v from 'valibot';
import type { Run } from '../../store/mlflow/runs.ts';
import { type Texts, withoutText } from '../../store/mlflow/texts.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { invalid, missing, mlflowRoute } from './errors.ts';
import { epochMillis, int64, type KeyValues, keyValues, readBody, readQuery, toMap } from './input.ts';
import { pageAnswer, pageOf, pageParams } from './paging.ts';
import { metricJson } from './runJson.ts';
import { requireActiveRun, runId } from './runRoutes.ts';

const base = '/api/2.0/mlflow/runs';

/** What programs log to a run: tags, parameters, metrics. */
export function runDataRoutes(deps: MlflowDeps): readonly Route[] {
  const write = (name: string, handler: (deps: MlflowDeps, request: HttpRequest) => HttpResponse) =>
    mlflowRoute('POST', `${base}/${name}`, 'write', (request) => handler(deps, request));
  return [
    write('set-tag', setTag),
    write('log-parameter', logParameter),
    write('log-metric', logMetric),
    write('log-batch', logBatch),
    mlflowRoute('POST', `${base}/delete-tag`, 'user', (request) => deleteTag(deps, request)),
    mlflowRoute('GET', '/api/2.0/mlflow/metrics/get-history', 'trace', (request) =>
      metricHistory(deps, request),
    ),
  ];
}

const key = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const entry = v.object({ ...runId.entries, key, value: v.optional(v.string(), '') });
const metric = v.object({
  key,
  value: v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]),
  timestamp: epochMillis,
  step: v.optional(int64, 0),
});

function setTag(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(entry, request);
  const run = requireActiveRun(deps, body);
  deps.tracking.runs.save({ ...run, tags: withEntries(run.tags, [body]) });
  return json({});
}

function logParameter(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(entry, request);
  checkName(body.key, 'key');
  const run = requireActiveRun(deps, body);
  deps.tracking.runs.save({ ...run, params: withParams(run, [body]) });
  return json({});
}

function logMetric(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(v.object({ ...runId.entries, ...metric.entries }), request);
  checkName(body.key, 'name');
  deps.tracking.runs.addMetrics(requireActiveRun(deps, body).id, [body]);
  return json({});
}

const batchBody = v.object({
  ...runId.entries,
  metrics: v.optional(v.pipe(v.array(metric), v.maxLength(1000)), []),
  params: v.optional(keyValues, []),
  tags: v.optional(keyValues, []),
});

function logBatch(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(batchBody, request);
  for (const [index, { key }] of body.metrics.entries()) checkName(key, `metrics[${index}].name`);
  for (const [index, { key }] of body.params.entries()) checkName(key, `params[${index}].key`);
  const run = requireActiveRun(deps, body);
  deps.tracking.runs.addMetrics(run.id, body.metrics);
  if (body.params.length + body.tags.length > 0) {
    deps.tracking.runs.save({
      ...run,
      params: withParams(run, body.params),
      tags: withEntries(run.tags, body.tags),
    });
  }
  return json({});
}

function deleteTag(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(entry, request);
  const run = requireActiveRun(deps, body);
  if (!Object.hasOwn(run.tags, body.key))
    throw missing(`No tag with name: ${body.key} in run with id ${run.id}`);
  deps.tracking.runs.save({ ...run, tags: withoutText(run.tags, body.key) });
  return json({});
}

const historyQuery = v.object({ ...runId.entries, metric_key: v.string(), ...pageParams });

function metricHistory(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const query = readQuery(historyQuery, request);
  const page = pageOf(query, { usual: 25_000, max: 50_000 });
  const { offset, limit } = page;
  const found = deps.tracking.runs.metricHistory(query.run_id ?? query.run_uuid ?? '', query.metric_key, {
    offset,
    limit: limit + 1,
  });
  const { items, token } = pageAnswer(found, page);
  return json({ ...(items.length > 0 && { metrics: items.map(metricJson) }), ...token });
}

/** MLflow keeps a parameter's first value: another one is an error there and here. */
function withParams({ id, params }: Run, entries: KeyValues): Texts {
  const other = entries.find(({ key, value }) => Object.hasOwn(params, key) && params[key] !== value);
  if (other !== undefined) {
    throw invalid(
      `Changing param values is not allowed. Param with key='${other.key}' was already logged with value='${params[other.key]}' for run ID='${id}'. Attempted logging new value '${other.value}'.`,
    );
  }
  return withEntries(
    params,
    entries.map(({ key, value }) => ({ key, value: value.slice(0, maxParamLength) })),
  );
}

/** MLflow cuts longer ones, too. */
const maxParamLength = 6000;

/** Of parameters and metrics: they may become files, so none may name another place. Throws 400 in MLflow's words. */
function checkName(name: string, path: string): void {
  const refuse = (why: string): never => {
    throw invalid(`Invalid value "${name.slice(0, 500)}" for parameter '${path}' supplied: ${why}`);
  };
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(name)) {
    refuse(
      'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).',
    );
  }
  const normal = posix.normalize(name);
  if (normal !== name || normal === '.' || normal.startsWith('..') || normal.startsWith('/')) {
    refuse(
      `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normal}'`,
    );
  }
}

function withEntries(texts: Texts, entries: KeyValues): Texts {
  return Object.fromEntries([...Object.entries(texts), ...Object.entries(toMap(entries))]);
}
