import { millisFromNanos } from '../../../protocol/base/time.ts';
import { requestIdFor } from '../../decode/mlflowKeys.ts';
import type { StoredTraceInfo } from '../../store/store.ts';
import { invalid } from './errors.ts';
import { experimentOf, stateName, texts, traceNameTag } from './traceInfoJson.ts';
import { wholeMillisBetween } from './traceTimes.ts';

export type KeyValue = string | number | undefined;

/** A key of MLflow's search language with how to read it of a trace; `undefined`: the trace has none. */
export interface TraceKey {
  readonly kind: 'number' | 'text' | 'entry';
  readonly read: (info: StoredTraceInfo) => KeyValue;
}

const start: TraceKey = { kind: 'number', read: ({ facts }) => millisFromNanos(facts.startNs ?? '0') };
const end: TraceKey = {
  kind: 'number',
  read: ({ facts }) => (facts.endNs === undefined ? undefined : millisFromNanos(facts.endNs)),
};
const duration: TraceKey = {
  kind: 'number',
  read: ({ facts: { startNs, endNs } }) =>
    startNs === undefined || endNs === undefined ? undefined : wholeMillisBetween(startNs, endNs),
};

function text(read: (info: StoredTraceInfo) => string | undefined): TraceKey {
  return { kind: 'text', read };
}

/** MLflow's attribute keys (mlflow.utils.search_utils). `trace_id` is none of them there either. */
const attributes: Readonly<Record<string, TraceKey>> = {
  request_id: text(({ facts }) => requestIdFor(facts)),
  client_request_id: text(({ facts }) => facts.clientRequestId),
  status: text(({ facts }) => stateName(facts)),
  name: text(({ facts }) => texts(facts.tags)[traceNameTag] ?? facts.name),
  run_id: text(({ facts }) => texts(facts.metadata)['mlflow.sourceRun']),
  timestamp: start,
  timestamp_ms: start,
  end_time: end,
  end_time_ms: end,
  execution_time: duration,
  execution_time_ms: duration,
};
const orderOnly: Readonly<Record<string, TraceKey>> = {
  experiment_id: text(({ facts }) => experimentOf(facts)),
};

const attributePrefixes = ['attribute', 'attributes', 'trace'];
const entryPrefixes: Readonly<Record<string, 'tags' | 'metadata'>> = {
  tag: 'tags',
  tags: 'tags',
  metadata: 'metadata',
  request_metadata: 'metadata',
};
/** Entities of newer servers that are not read here yet. */
const notYet = ['span', 'feedback', 'expectation', 'issue'];

/** `status`, `attributes.status`, `tags.color`, ``metadata.`mlflow.source.name` ``. Throws `MlflowError` 400. */
export function traceKey(written: string, use: 'filter' | 'order'): TraceKey {
  const dot = written.indexOf('.');
  const prefix = dot < 0 ? undefined : written.slice(0, dot);
  const name = unquoted(written.slice(dot + 1));
  if (prefix === undefined || attributePrefixes.includes(prefix)) return attributeKey(name, use);
  if (Object.hasOwn(entryPrefixes, prefix)) {
    const part = entryPrefixes[prefix] ?? 'tags';
    return { kind: 'entry', read: ({ facts }) => texts(facts[part])[name] };
  }
  if (notYet.includes(prefix)) throw invalid(`Sidetrace does not support '${prefix}' in search_traces yet.`);
  const valid = [...attributePrefixes, ...Object.keys(entryPrefixes)].map((each) => `'${each}'`);
  throw invalid(`Invalid entity type '${prefix}'. Valid values are {${valid.join(', ')}}`);
}

function attributeKey(name: string, use: 'filter' | 'order'): TraceKey {
  const known = use === 'order' ? { ...attributes, ...orderOnly } : attributes;
  const key = Object.hasOwn(known, name) ? known[name] : undefined;
  if (key !== undefined) return key;
  if (name === 'text' || name === 'prompt') {
    throw invalid(`Sidetrace does not support '${name}' in search_traces yet.`);
  }
  const valid = Object.keys(known).map((each) => `'${each}'`);
  throw invalid(`Invalid attribute key '${name}' specified. Valid keys are '{${valid.join(', ')}}'`);
}

function unquoted(name: string): string {
  return /^([`"]).*\1$/s.test(name) && name.length >= 2 ? name.slice(1, -1) : name;
}
