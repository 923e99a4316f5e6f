import type { LoggedCondition, LoggedField, LoggedOrder } from '../../store/mlflow/searchColumns.ts';
import { SearchTooLong } from '../../store/search/effort.ts';
import type { Test } from '../../store/search/test.ts';
import { invalid } from './errors.ts';
import { type Clause, filterClauses } from './filter/filterClauses.ts';
import { readOrder } from './filter/filterOrder.ts';
import { type FilterValue, quotedOr, type ReadTest, testOf } from './filter/filterTests.ts';
import type { FilterToken } from './filter/filterTokens.ts';
import { isNumber, isText, listOf, setText, splitKey, textOf } from './filter/filterValues.ts';

/** What a kind of things (runs, experiments) may be asked for, in MLflow's words. */
export interface LoggedRules {
  /** Entities by the names that a filter may say. */
  readonly entities: Readonly<Record<string, LoggedField['kind']>>;
  readonly wrongEntity: (named: string) => string;
  /** Attributes by the names that a filter may say. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Those that an order may say. */
  readonly orderable: readonly string[];
  readonly numeric: readonly string[];
  /** Attributes that may be compared with a list. */
  readonly lists: readonly string[];
  /** Refused words of a filter, as they are shown. */
  readonly show?: (written: string) => string;
  readonly wrongNull: (field: LoggedField) => string;
  /** Throws `MlflowError` 400 for a comparator that the field does not take. */
  readonly check: (field: LoggedField, op: string) => void;
  /** Experiments take comparators in capitals only. */
  readonly mindsCase?: boolean;
  /** Experiments may be ordered by the same key twice. */
  readonly mayRepeat?: boolean;
  readonly finish?: (field: LoggedField, test: Test) => Test;
}

/** `mlflow.utils.search_utils` of 3.17.2, the parts that runs and experiments share. Throws `MlflowError` 400. */
export function parseLoggedFilter(filter: string, rules: LoggedRules): readonly LoggedCondition[] {
  const { show } = rules;
  const clauses = filterClauses(filter, show === undefined ? {} : { show });
  const read = clauses.map((clause) => readClause(clause, rules));
  return read.map(({ field, test }) => {
    rules.check(field, test.op);
    const checked = testOf(test);
    return { field, test: rules.finish?.(field, checked) ?? checked };
  });
}

/** A search that reads too much is the asker's to narrow. */
export function searched<T>(search: () => T): T {
  try {
    return search();
  } catch (error) {
    if (SearchTooLong.is(error)) throw invalid(error.message);
    throw error;
  }
}

/** Throws `MlflowError` 400, also for a key named twice. */
export function parseLoggedOrder(orderBy: readonly string[], rules: LoggedRules): readonly LoggedOrder[] {
  const order = readOrder(orderBy, (name) => loggedField(name, rules, rules.orderable));
  const seen = new Set(order.map(({ field }) => JSON.stringify(field)));
  if (seen.size === order.length || rules.mayRepeat === true) return order;
  throw invalid(`\`order_by\` contains duplicate fields: [${orderBy.map((each) => `'${each}'`).join(', ')}]`);
}

function readClause(
  { key, comparator, value }: Clause,
  rules: LoggedRules,
): { readonly field: LoggedField; readonly test: ReadTest } {
  const field = loggedField(key, rules);
  const op = rules.mindsCase === true ? comparator : comparator.toUpperCase();
  if (value !== undefined) return { field, test: { op, value: readValue(field, value, rules) } };
  if (field.kind !== 'tag' && field.kind !== 'param') throw invalid(rules.wrongNull(field));
  return { field, test: { op } };
}

function loggedField(
  written: string,
  rules: LoggedRules,
  valid: readonly string[] = Object.keys(rules.attributes),
): LoggedField {
  const { entity: named, key } = splitKey(written);
  const kind =
    named === undefined
      ? 'attribute'
      : Object.hasOwn(rules.entities, named)
        ? rules.entities[named]
        : undefined;
  if (kind === undefined) throw invalid(rules.wrongEntity(named ?? ''));
  if (kind === 'dataset' && !datasetKeys.includes(key)) {
    throw invalid(`Invalid dataset key '${key}' specified. Valid keys are '${setText(datasetKeys)}'`);
  }
  if (kind !== 'attribute') return { kind, key };
  const name = valid.includes(key) ? rules.attributes[key] : undefined;
  if (name === undefined) {
    throw invalid(`Invalid attribute key '${key}' specified. Valid keys are '${setText(valid)}'`);
  }
  return { kind, name };
}

const datasetKeys = ['name', 'digest', 'context'];

/** As MLflow's `_get_value`. */
function readValue(field: LoggedField, token: FilterToken, rules: LoggedRules): FilterValue {
  switch (field.kind) {
    case 'metric':
      if (isNumber(token)) return Number(token.written);
      throw invalid(`Expected numeric value type for metric. Found ${token.written}`);
    case 'param':
      return quotedOr(token, 'parameter', textOf, { takesList: false });
    case 'tag':
      return quotedOr(token, 'tag', textOf, { takesList: false });
    case 'dataset':
      if (isText(token)) return textOf(token);
      if (token.kind === 'list') return listOf(token);
      throw invalid(`Expected a quoted string value for dataset attributes. Got value ${token.written}`);
    default:
      return attributeValue(field.name, token, rules);
  }
}

function attributeValue(name: string, token: FilterToken, { numeric, lists }: LoggedRules): FilterValue {
  if (numeric.includes(name)) {
    if (isNumber(token)) return Number(token.written);
    throw invalid(`Expected numeric value type for numeric attribute: ${name}. Found ${token.written}`);
  }
  if (isText(token)) return textOf(token);
  if (token.kind !== 'list') {
    throw invalid(`Expected a quoted string value for attributes. Got value ${token.written}`);
  }
  if (lists.includes(name)) return listOf(token);
  const shown = `[${lists.map((each) => `'${each}'`).join(', ')}]`;
  throw invalid(`Only ${shown} attributes support comparison with a list of quoted string values.`);
}
