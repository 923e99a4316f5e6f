import * as v from 'valibot';
import type { JsonObject } from '../../../protocol/base/json.ts';
import type { Experiment } from '../../store/mlflow/experiments.ts';
import type { LifecycleStage } from '../../store/mlflow/loggedSearch.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import type { MlflowDeps } from './deps.ts';
import { invalid, MlflowError, missing, mlflowRoute, notActive } from './errors.ts';
import { experimentRules } from './experimentSearch.ts';
import { keyValues, readBody, readQuery, toKeyValues, toMap } from './input.ts';
import { parseLoggedFilter, parseLoggedOrder, searched } from './loggedFilter.ts';
import { experimentLimits, pageAnswer, pageOf, pageParams } from './paging.ts';

const base = '/api/2.0/mlflow/experiments';

/**
 * Experiments. Naming and making one is open to every local program, since no SDK sends a span before it; a list of
 * names, and every change, is for the same user.
 */
export function experimentRoutes(deps: MlflowDeps): readonly Route[] {
  const search = (request: HttpRequest): HttpResponse =>
    searchExperiments(deps, readBody(searchBody, request));
  return [
    mlflowRoute('GET', `${base}/get-by-name`, 'write', (request) => getByName(deps, request)),
    mlflowRoute('GET', `${base}/get`, 'write', (request) => getById(deps, request)),
    mlflowRoute('POST', `${base}/create`, 'write', (request) => create(deps, request)),
    mlflowRoute('POST', `${base}/search`, 'user', search),
    mlflowRoute('GET', `${base}/search`, 'user', (request) =>
      searchExperiments(deps, readQuery(searchBody, request, ['order_by'])),
    ),
    mlflowRoute('POST', `${base}/update`, 'user', (request) => update(deps, request)),
    mlflowRoute('POST', `${base}/delete`, 'user', (request) => setStage(deps, request, 'deleted')),
    mlflowRoute('POST', `${base}/restore`, 'user', (request) => setStage(deps, request, 'active')),
    mlflowRoute('POST', `${base}/set-experiment-tag`, 'write', (request) => setTag(deps, request)),
    mlflowRoute('POST', `${base}/delete-experiment-tag`, 'user', (request) => deleteTag(deps, request)),
  ];
}

const name = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const nameQuery = v.object({ experiment_name: name });
const idQuery = v.object({ experiment_id: v.string() });

function getByName({ tracking }: MlflowDeps, request: HttpRequest): HttpResponse {
  const { experiment_name: wanted } = readQuery(nameQuery, request);
  const found = tracking.experiments.byName(wanted);
  if (found === undefined) throw missing(`Could not find experiment with name '${wanted}'`);
  return json({ experiment: experimentJson(found) });
}

function getById(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { experiment_id: id } = readQuery(idQuery, request);
  return json({ experiment: experimentJson(requireExperiment(deps, id)) });
}

const createBody = v.object({ name, tags: v.optional(keyValues, []) });

function create({ tracking, now }: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(createBody, request);
  const created = tracking.experiments.create(body.name, toMap(body.tags), now());
  if (created === undefined) {
    throw new MlflowError('RESOURCE_ALREADY_EXISTS', `Experiment(name=${body.name}) already exists.`);
  }
  return json({ experiment_id: created.id });
}

const views = {
  ACTIVE_ONLY: ['active'],
  DELETED_ONLY: ['deleted'],
  ALL: ['active', 'deleted'],
} as const satisfies Record<string, readonly LifecycleStage[]>;

export const viewType = v.optional(v.picklist(['ACTIVE_ONLY', 'DELETED_ONLY', 'ALL']), 'ACTIVE_ONLY');

export function stagesOf(view: v.InferOutput<typeof viewType>): readonly LifecycleStage[] {
  return views[view];
}

const searchBody = v.object({
  view_type: viewType,
  filter: v.optional(v.string(), ''),
  order_by: v.optional(v.array(v.string()), []),
  ...pageParams,
});

function searchExperiments({ tracking }: MlflowDeps, body: v.InferOutput<typeof searchBody>): HttpResponse {
  const { offset, limit } = pageOf(body, experimentLimits);
  const conditions = parseLoggedFilter(body.filter, experimentRules);
  const order = parseLoggedOrder(body.order_by, experimentRules);
  const unordered = order.find(({ field }) => field.kind !== 'attribute');
  if (unordered !== undefined) throw invalid(`Invalid order_by entity: ${unordered.field.kind}`);
  const found = searched(() =>
    tracking.experiments.search({
      stages: stagesOf(body.view_type),
      conditions,
      order,
      offset,
      limit: limit + 1,
    }),
  );
  const { items, token } = pageAnswer(found, { offset, limit });
  return json({ ...(items.length > 0 && { experiments: items.map(experimentJson) }), ...token });
}

const updateBody = v.object({ experiment_id: v.string(), new_name: name });

function update(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const body = readBody(updateBody, request);
  const { id } = requireActive(deps, body.experiment_id);
  if (!deps.tracking.experiments.rename(id, body.new_name, deps.now())) {
    throw new MlflowError('BAD_REQUEST', `Experiment(name=${body.new_name}) already exists.`);
  }
  return json({});
}

const idBody = v.object({ experiment_id: v.string() });

function setStage(deps: MlflowDeps, request: HttpRequest, stage: LifecycleStage): HttpResponse {
  const { id, stage: before } = requireExperiment(deps, readBody(idBody, request).experiment_id);
  // In MLflow only the other state has this experiment.
  if (before === stage) throw missing(`No Experiment with id=${id} exists`);
  // SDKs send to experiment 0 unasked; without it a program would fail that never named one.
  if (id === '0' && stage === 'deleted') throw invalid("The experiment 'Default' cannot be deleted.");
  deps.tracking.experiments.setStage(id, stage, deps.now());
  return json({});
}

const tagBody = v.object({
  experiment_id: v.string(),
  key: v.pipe(v.string(), v.minLength(1)),
  value: v.optional(v.string(), ''),
});

function setTag(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { experiment_id: id, key, value } = readBody(tagBody, request);
  deps.tracking.experiments.setTag(requireActive(deps, id), key, value, deps.now());
  return json({});
}

function deleteTag(deps: MlflowDeps, request: HttpRequest): HttpResponse {
  const { experiment_id: id, key } = readBody(tagBody, request);
  const experiment = requireExperiment(deps, id);
  if (!Object.hasOwn(experiment.tags, key)) {
    throw missing(`No tag with name: ${key} in experiment with id ${id}`);
  }
  deps.tracking.experiments.deleteTag(experiment, key, deps.now());
  return json({});
}

export function requireExperiment({ tracking }: MlflowDeps, id: string): Experiment {
  if (!/^\d+$/.test(id)) {
    throw invalid(`Invalid experiment ID '${id.slice(0, 100)}'. Experiment ID must be a valid integer.`);
  }
  const found = tracking.experiments.byId(id);
  if (found === undefined) throw missing(`No Experiment with id=${id.slice(0, 100)} exists`);
  return found;
}

function requireActive(deps: MlflowDeps, id: string): Experiment {
  const experiment = requireExperiment(deps, id);
  if (experiment.stage === 'deleted') throw invalid(notActive('experiment', experiment.id));
  return experiment;
}

/** MLflow's `Experiment` (mlflow/protos/service.proto). */
function experimentJson({ id, name, stage, created, updated, tags }: Experiment): JsonObject {
  const named = toKeyValues(tags).map(({ key, value }) => ({ key, value }));
  return {
    experiment_id: id,
    name,
    artifact_location: `mlflow-artifacts:/${id}`,
    lifecycle_stage: stage,
    last_update_time: updated,
    creation_time: created,
    ...(named.length > 0 && { tags: named }),
  };
}
