import type { LoggedField } from '../../store/mlflow/searchColumns.ts';
import type { Test } from '../../store/search/test.ts';
import { invalid } from './errors.ts';
import { setText } from './filter/filterValues.ts';
import type { LoggedRules } from './loggedFilter.ts';

const numbers = ['=', '!=', '<', '<=', '>', '>='];
const texts = ['!=', '=', 'LIKE', 'ILIKE', 'IN', 'NOT IN'];
const numeric = ['creation_time', 'last_update_time'];

/** What `search_experiments` of MLflow 3.17.2 takes (`SearchExperimentsUtils`). */
export const experimentRules: LoggedRules = {
  entities: { attribute: 'attribute', tag: 'tag', tags: 'tag' },
  wrongEntity: (named) =>
    `Invalid entity type '${named}'. Valid entity types are ('attribute', 'tag', 'tags')`,
  attributes: {
    name: 'name',
    experiment_id: 'experiment_id',
    creation_time: 'creation_time',
    last_update_time: 'last_update_time',
  },
  orderable: ['name', 'experiment_id', 'creation_time', 'last_update_time'],
  numeric,
  lists: ['experiment_id'],
  show: (written) => written,
  wrongNull: (field) =>
    `IS NULL / IS NOT NULL is only supported for tags, not for attribute '${field.kind === 'attribute' ? field.name : field.key}'`,
  check,
  mindsCase: true,
  mayRepeat: true,
  finish: wholeNumbers,
};

function check(field: LoggedField, op: string): void {
  if (field.kind !== 'attribute') {
    if (['=', '!=', 'LIKE', 'ILIKE', 'IS NULL', 'IS NOT NULL'].includes(op)) return;
    throw invalid(`Invalid comparator for tag: ${op}`);
  }
  if (field.name === 'experiment_id') {
    if (['=', '!=', 'IN', 'NOT IN'].includes(op)) return;
    throw invalid(`Invalid comparator for experiment_id: ${op}`);
  }
  const isNumeric = numeric.includes(field.name);
  if ((isNumeric ? numbers : texts).includes(op)) return;
  throw invalid(`Invalid comparator '${op}' not one of '${setText(texts)}${isNumeric ? '' : "'"}`);
}

function wholeNumbers(field: LoggedField, test: Test): Test {
  if (field.kind !== 'attribute') return test;
  if (field.name === 'experiment_id') {
    if (test.op === 'IN' || test.op === 'NOT IN')
      return { op: test.op, values: test.values.map(experimentId) };
    return test.op === '=' || test.op === '!=' ? { op: test.op, value: experimentId(test.value) } : test;
  }
  if ('value' in test && typeof test.value === 'number' && !Number.isInteger(test.value)) {
    throw invalid(`Invalid value for numeric attribute '${field.name}': '${test.value}'`);
  }
  return test;
}

function experimentId(written: string | number): number {
  const value = String(written).trim();
  if (/^[+-]?\d+$/.test(value)) return Number(value);
  throw invalid(`Invalid experiment ID '${written}'. Experiment ID must be a valid integer.`);
}
