import type { TraceColumn, TraceField } from '../../store/search/traceCondition.ts';
import { invalid } from './errors.ts';
import { type FilterValue, quotedOr } from './filter/filterTests.ts';
import type { FilterToken } from './filter/filterTokens.ts';
import { isNumber, isText, listOf, setText, splitKey, textOf } from './filter/filterValues.ts';
import { traceNameTag } from './traceInfoJson.ts';

export type Entity = 'attribute' | 'tag' | 'request_metadata' | 'span' | 'feedback' | 'expectation' | 'issue';

export interface EntityKey {
  readonly entity: Entity;
  readonly key: string;
}

/** Under the names that a filter may say; `trace.status` is `attribute.status`. `trace_id` is no key in MLflow either. */
const entities: Readonly<Record<string, Entity>> = {
  tag: 'tag',
  request_metadata: 'request_metadata',
  attribute: 'attribute',
  span: 'span',
  feedback: 'feedback',
  expectation: 'expectation',
  issue: 'issue',
  tags: 'tag',
  attributes: 'attribute',
  trace: 'attribute',
  metadata: 'request_metadata',
};

const columns: Readonly<Record<string, TraceColumn>> = {
  request_id: 'request_id',
  timestamp: 'timestamp_ms',
  timestamp_ms: 'timestamp_ms',
  execution_time: 'execution_time_ms',
  execution_time_ms: 'execution_time_ms',
  end_time: 'end_time_ms',
  end_time_ms: 'end_time_ms',
  status: 'status',
};
const filterKeys = [...Object.keys(columns), 'client_request_id', 'name', 'run_id', 'prompt', 'text'];
const orderKeys = ['experiment_id', ...Object.keys(columns), 'name', 'run_id'];
const numericKeys = Object.keys(columns).filter((key) => key.includes('time'));
const listKeys = ['name', 'status', 'request_id', 'run_id', 'client_request_id'];

const prompts = 'mlflow.linkedPrompts';
/** Keys that stand for another one, whatever entity they are of – spans excepted: so does MLflow. */
const stands: Readonly<Record<string, EntityKey>> = {
  name: { entity: 'tag', key: traceNameTag },
  prompt: { entity: 'tag', key: prompts },
  run_id: { entity: 'request_metadata', key: 'mlflow.sourceRun' },
  text: { entity: 'span', key: 'content' },
};
const shortTimes: Readonly<Record<string, string>> = {
  timestamp: 'timestamp_ms',
  execution_time: 'execution_time_ms',
  end_time: 'end_time_ms',
};

/** `status`, `attributes.status`, `tags.color`, ``metadata.`mlflow.source.name` ``. Throws `MlflowError` 400. */
export function traceKey(written: string, use: 'filter' | 'order'): EntityKey {
  const { entity: named = 'attribute', key } = splitKey(written);
  const entity = Object.hasOwn(entities, named) ? entities[named] : undefined;
  if (entity === undefined) {
    throw invalid(`Invalid entity type '${named}'. Valid values are ${setText(Object.keys(entities))}`);
  }
  const valid = use === 'filter' ? filterKeys : orderKeys;
  if (entity === 'attribute' && !valid.includes(key)) {
    throw invalid(`Invalid attribute key '${key}' specified. Valid keys are '${setText(valid)}'`);
  }
  return { entity, key };
}

export function renamed({ entity, key }: EntityKey): EntityKey {
  if (entity === 'span') return { entity, key };
  const lower = key.toLowerCase();
  if (Object.hasOwn(stands, lower)) return stands[lower] ?? { entity, key };
  return { entity, key: Object.hasOwn(shortTimes, lower) ? (shortTimes[lower] ?? key) : key };
}

/** By which an order goes; throws `MlflowError` 400 for what has many values in one trace. */
export function orderField({ entity, key }: EntityKey): TraceField {
  if (entity === 'attribute') return { kind: 'column', name: traceKeys.column(key) };
  if (entity === 'tag') return { kind: 'tag', key };
  if (entity !== 'request_metadata') throw invalid(`Invalid identifier type '${entity}'`);
  if (traceKeys.isReserved(key)) {
    throw invalid(
      `Ordering by reserved metadata '${key}' is not supported because it is represented by multiple columns.`,
    );
  }
  return { kind: 'metadata', key };
}

export const traceKeys = {
  prompts,
  isNumeric: (key: string) => numericKeys.includes(key),
  isReserved: (key: string) => key === 'mlflow.trace.tokenUsage' || key === 'mlflow.trace.cost',
  column: (key: string): TraceColumn => columns[key] ?? (key as TraceColumn),
  value: readValue,
} as const;

/** As MLflow's `_get_value`. Throws `MlflowError` 400. */
function readValue({ entity, key }: EntityKey, token: FilterToken): FilterValue {
  switch (entity) {
    case 'attribute':
      return attributeValue(key, token);
    case 'tag':
    case 'span':
      return quotedOr(token, entity, textOf, { takesList: true });
    case 'feedback':
    case 'expectation':
      return isNumber(token) ? Number(token.written) : quotedOr(token, entity, textOf, { takesList: false });
    default:
      return quotedOr(token, entity, textOf, { takesList: false });
  }
}

function attributeValue(key: string, token: FilterToken): FilterValue {
  if (isText(token)) return textOf(token);
  if (token.kind === 'list') {
    if (!listKeys.includes(key)) {
      throw invalid(
        `Only attributes in ${setText(listKeys)} supports comparison with a list of quoted string values.`,
      );
    }
    return listOf(token);
  }
  if (isNumber(token)) {
    if (!numericKeys.includes(key)) {
      throw invalid(`Only the '${setText(numericKeys)}' attributes support comparison with numeric values.`);
    }
    return Number(token.written);
  }
  throw invalid(
    `Expected a quoted string value or a list of quoted string values for attributes. Got value ${token.written}`,
  );
}
