import type { LoggedField } from '../../store/mlflow/searchColumns.ts';
import { invalid } from './errors.ts';
import { setText } from './filter/filterValues.ts';
import type { LoggedRules } from './loggedFilter.ts';

const equal = ['!=', '='];
const numbers = ['>', '>=', '!=', '=', '<', '<='];
const entries = [...equal, 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'];
const texts = [...equal, 'LIKE', 'ILIKE', 'IN', 'NOT IN'];
const numeric = ['start_time', 'end_time'];
const entityNames: Readonly<Record<LoggedField['kind'], string>> = {
  attribute: 'attribute',
  tag: 'tag',
  param: 'parameter',
  metric: 'metric',
  dataset: 'dataset',
};

/** What `search_runs` of MLflow 3.17.2 takes (`SearchUtils`); data sets are not logged here and never match. */
export const runRules: LoggedRules = {
  entities: {
    metric: 'metric',
    metrics: 'metric',
    parameter: 'param',
    parameters: 'param',
    param: 'param',
    params: 'param',
    tag: 'tag',
    tags: 'tag',
    attribute: 'attribute',
    attributes: 'attribute',
    attr: 'attribute',
    run: 'attribute',
    dataset: 'dataset',
    datasets: 'dataset',
  },
  wrongEntity: (named) =>
    `Invalid entity type '${named}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`,
  attributes: {
    artifact_uri: 'artifact_uri',
    end_time: 'end_time',
    run_id: 'run_id',
    run_name: 'run_name',
    start_time: 'start_time',
    status: 'status',
    user_id: 'user_id',
    created: 'start_time',
    Created: 'start_time',
    'run name': 'run_name',
    'Run name': 'run_name',
    'Run Name': 'run_name',
  },
  orderable: [
    ...['artifact_uri', 'end_time', 'run_id', 'run_name', 'start_time', 'status', 'user_id'],
    ...['created', 'Created'],
  ],
  numeric,
  lists: ['run_id'],
  wrongNull: (field) =>
    'IS NULL / IS NOT NULL is only supported for tags and params, ' +
    `not for '${entityNames[field.kind]}' '${field.kind === 'attribute' ? field.name : field.key}'`,
  check,
};

/** The quotes are as odd as MLflow's. */
function check(field: LoggedField, op: string): void {
  const isNumeric = field.kind === 'attribute' && numeric.includes(field.name);
  const allowed =
    field.kind === 'metric' || isNumeric
      ? numbers
      : field.kind === 'attribute' || field.kind === 'dataset'
        ? texts
        : entries;
  if (allowed.includes(op)) return;
  const named = isNumeric ? texts : allowed;
  const end = field.kind === 'param' || (field.kind === 'attribute' && !isNumeric) ? "'" : '';
  throw invalid(`Invalid comparator '${op}' not one of '${setText(named)}${end}`);
}
