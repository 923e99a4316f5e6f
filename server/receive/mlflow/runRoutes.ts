import * as v from 'valibot';
import type { Run } from '../../store/mlflow/runs.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { invalid, missing, mlflowRoute, notActive } from './errors.ts';
import { requireExperiment, stagesOf, viewType } from './experimentRoutes.ts';
import { epochMillis, keyValues, readBody, readQuery, toMap } from './input.ts';
import { parseLoggedFilter, parseLoggedOrder, searched } from './loggedFilter.ts';
import { pageAnswer, pageOf, pageParams, runLimits } from './paging.ts';
import { runInfoJson, runJson } from './runJson.ts';
import { runRules } from './runSearch.ts';

const base = '/api/2.0/mlflow/runs';

/** Runs as far as a program with traces in it starts, ends and reads them. */
export function runRoutes(deps: MlflowDeps): readonly Route[] {
  return [
    mlflowRoute('POST', `${base}/create`, 'write', (request) => create(deps, request)),
    mlflowRoute('GET', `${base}/get`, 'trace', (request) => get(deps, request)),
    mlflowRoute('POST', `${base}/update`, 'write', (request) => update(deps, request)),
    mlflowRoute('POST', `${base}/search`, 'user', (request) => search(deps, request)),
    // SDKs from 3.0 on ask before they list a folder of a run's artifacts; there are never any.
    mlflowRoute('POST', '/api/2.0/mlflow/logged-models/search', 'user', () => json({})),
    mlflowRoute('POST', `${base}/delete`, 'user', (request) => setStage(deps, request, 'deleted')),
    mlflowRoute('POST', `${base}/restore`, 'user', (request) => setStage(deps, request, 'active')),
  ];
}

const createBody = v.object({
  experiment_id: v.optional(v.string(), '0'),
  user_id: v.optional(v.string(), ''),
  run_name: v.optional(v.string(), ''),
  start_time: v.optional(epochMillis),
  tags: v.optional(keyValues, []),
});

const runNameTag = 'mlflow.runName';

function create(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(createBody, request);
  const experiment = requireExperiment(deps, body.experiment_id);
  if (experiment.stage === 'deleted') throw invalid(notActive('experiment', experiment.id));
  const id = deps.newId();
  const given = toMap(body.tags);
  const runName = body.run_name || given[runNameTag] || `run-${id.slice(0, 8)}`;
  const run: Run = {
    id,
    experimentId: experiment.id,
    started: body.start_time ?? deps.now(),
    stage: 'active',
    info: { run_name: runName, user_id: body.user_id, status: 'RUNNING' },
    tags: { ...given, [runNameTag]: runName },
    params: {},
  };
  deps.tracking.runs.save(run);
  return json({ run: runJson(run, []) });
}

const runIdFields = { run_id: v.optional(v.string()), run_uuid: v.optional(v.string()) };
export const runId = v.object(runIdFields);

export function requireRun({ tracking }: MlflowDeps, ids: v.InferOutput<typeof runId>): Run {
  const id = ids.run_id ?? ids.run_uuid ?? '';
  const run = tracking.runs.get(id);
  if (run === undefined) throw missing(`Run with id=${id.slice(0, 100)} not found`);
  return run;
}

/** As `requireRun`; 400 where the run is deleted, for nothing is logged to it then. */
export function requireActiveRun(deps: MlflowDeps, ids: v.InferOutput<typeof runId>): Run {
  const run = requireRun(deps, ids);
  if (run.stage === 'deleted') throw invalid(notActive('run', run.id));
  return run;
}

function get(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const run = requireRun(deps, readQuery(runId, request));
  return json({ run: runJson(run, deps.tracking.runs.latestMetrics(run.id)) });
}

const statuses = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const;
const updateBody = v.object({
  ...runIdFields,
  status: v.optional(v.picklist(statuses)),
  end_time: v.optional(epochMillis),
  run_name: v.optional(v.string()),
});

function update(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(updateBody, request);
  const run = requireActiveRun(deps, body);
  const { status, end_time: ended, run_name: runName } = body;
  const updated: Run = {
    ...run,
    info: {
      ...run.info,
      ...(status !== undefined && { status }),
      ...(ended !== undefined && { end_time: ended }),
      ...(runName ? { run_name: runName } : {}),
    },
    tags: runName ? { ...run.tags, [runNameTag]: runName } : run.tags,
  };
  deps.tracking.runs.save(updated);
  return json({ run_info: runInfoJson(updated) });
}

function setStage(deps: MlflowDeps, request: HttpRequest, stage: Run['stage']): HttpResponse {
  const run = requireRun(deps, readBody(runId, request));
  deps.tracking.runs.save({ ...run, stage });
  return json({});
}

const searchBody = v.object({
  experiment_ids: v.optional(v.array(v.string()), []),
  filter: v.optional(v.string(), ''),
  run_view_type: viewType,
  order_by: v.optional(v.array(v.string()), []),
  ...pageParams,
});

function search({ tracking }: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(searchBody, request);
  const { offset, limit } = pageOf(body, runLimits);
  const conditions = parseLoggedFilter(body.filter, runRules);
  const order = parseLoggedOrder(body.order_by, runRules);
  const found = searched(() =>
    tracking.runs.search({
      experimentIds: body.experiment_ids.map(experimentNumber),
      stages: stagesOf(body.run_view_type),
      conditions,
      order,
      offset,
      limit: limit + 1,
    }),
  );
  const { items, token } = pageAnswer(found, { offset, limit });
  const runs = items.map((run) => runJson(run, tracking.runs.latestMetrics(run.id)));
  return json({ ...(runs.length > 0 && { runs }), ...token });
}

function experimentNumber(id: string): string {
  if (/^\d+$/.test(id)) return id;
  throw invalid(`Invalid experiment ID '${id.slice(0, 100)}'. Experiment ID must be a valid integer.`);
}
