import * as v from 'valibot';
import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import { isJsonObject, parseJson } from '../../../protocol/base/json.ts';
import { nanosFromMillis } from '../../../protocol/base/time.ts';
import { requestIdFor } from '../../decode/mlflowKeys.ts';
import type { TraceFacts } from '../../decode/rawSpan.ts';
import type { StoredTraceInfo } from '../../store/store.ts';
import { defaultExperiment } from '../../store/traceRecords.ts';
import { invalid } from './errors.ts';
import { epochMillis, type KeyValues, keyValues, textMap, toKeyValues, toMap } from './input.ts';
import { traceIdOfRequest } from './traceIds.ts';
import {
  durationText,
  nanosAfter,
  nanosFromDuration,
  nanosFromTimestamp,
  timestampText,
  wholeMillisBetween,
} from './traceTimes.ts';

/** Tags that only a server sets; what a client says about them is about another server. */
const artifactLocationTag = 'mlflow.artifactLocation';
const spansLocationTag = 'mlflow.trace.spansLocation';
const sizeStatsKey = 'mlflow.trace.sizeStats';
const sizeKey = 'num_spans';
/** Set by servers from 3.12 on: the times are the SDK's, not made of spans. */
const finalizedKey = 'mlflow.trace.infoFinalized';
export const traceNameTag = 'mlflow.traceName';

const states = { OK: 'ok', ERROR: 'error', IN_PROGRESS: 'running' } as const;
const stateNames = { ok: 'OK', error: 'ERROR', running: 'IN_PROGRESS' } as const;

/** Body of `POST` (start) and `PATCH` (end) of `/api/2.0/mlflow/traces` (MLflow 2.14 – 3.1). */
export const traceInfoV2 = v.object({
  experiment_id: v.optional(v.string()),
  timestamp_ms: v.optional(epochMillis),
  status: v.optional(v.string()),
  request_metadata: v.optional(keyValues, []),
  tags: v.optional(keyValues, []),
});

/** `trace_info` in the body of `POST /api/3.0/mlflow/traces` (MLflow 3.2 and up). */
export const traceInfoV3 = v.object({
  trace_id: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  client_request_id: v.optional(v.string()),
  trace_location: v.optional(
    v.object({ mlflow_experiment: v.optional(v.object({ experiment_id: v.optional(v.string()) })) }),
  ),
  request_time: v.optional(v.string()),
  execution_duration: v.optional(v.string()),
  state: v.optional(v.string()),
  request_preview: v.optional(v.string()),
  response_preview: v.optional(v.string()),
  trace_metadata: v.optional(textMap, {}),
  tags: v.optional(textMap, {}),
  /** What was logged while the trace ran. */
  assessments: v.optional(v.array(v.custom<JsonObject>(isJsonObject))),
});

/** A start says when the trace began, an end when it ended: both in `timestamp_ms`. */
export function factsFromV2(
  requestId: string,
  info: v.InferOutput<typeof traceInfoV2>,
  moment: 'start' | 'end',
): TraceFacts {
  const time = info.timestamp_ms === undefined ? undefined : nanosFromMillis(info.timestamp_ms);
  return {
    traceId: traceIdOfRequest(requestId),
    requestId,
    ...(info.experiment_id !== undefined && { experimentId: info.experiment_id }),
    ...(moment === 'start' ? { state: 'running' as const } : stateFrom(info.status)),
    ...(time !== undefined && (moment === 'start' ? { startNs: time } : { endNs: time })),
    ...described(toMap(info.tags), toMap(info.request_metadata)),
  };
}

/** Throws `MlflowError` 400 for times that are none. */
export function factsFromV3(info: v.InferOutput<typeof traceInfoV3>): TraceFacts {
  const experimentId = info.trace_location?.mlflow_experiment?.experiment_id;
  return {
    traceId: traceIdOfRequest(info.trace_id),
    requestId: info.trace_id,
    ...(experimentId !== undefined && { experimentId }),
    ...stateFrom(info.state),
    ...timesFromV3(info),
    ...(info.client_request_id !== undefined && { clientRequestId: info.client_request_id }),
    ...(info.request_preview !== undefined && { requestPreview: info.request_preview }),
    ...(info.response_preview !== undefined && { responsePreview: info.response_preview }),
    ...described(info.tags, { ...info.trace_metadata, [finalizedKey]: 'true' }),
  };
}

/** `TraceInfo` of MLflow 2 (mlflow/protos/service.proto). */
export function traceInfoToV2({ facts }: StoredTraceInfo): JsonObject {
  const { startNs = '0', endNs } = facts;
  return {
    request_id: requestIdFor(facts),
    experiment_id: experimentOf(facts),
    timestamp_ms: wholeMillisBetween('0', startNs),
    execution_time_ms: endNs === undefined ? 0 : wholeMillisBetween(startNs, endNs),
    status: stateName(facts),
    request_metadata: asJson(toKeyValues(texts(facts.metadata))),
    tags: asJson(toKeyValues({ ...texts(facts.tags), [artifactLocationTag]: artifactLocation(facts) })),
  };
}

/**
 * `TraceInfoV3` (mlflow/protos/service.proto).
 *
 * `spansLocation` is answered honestly: SDKs from 3.6 on leave the artifact upload out when they see it, and
 * that upload is their safety net for spans that OTLP lost or that are still on their way in another thread
 * (3.12+). So it is set only when every span that the trace announces is in. Where it is missing, the SDK
 * uploads (and later reads) `traces.json`, which is merged with (and made from) the very same rows.
 */
export function traceInfoToV3(stored: StoredTraceInfo): JsonObject {
  const { facts, assessments } = stored;
  const { startNs = '0', endNs } = facts;
  return {
    trace_id: requestIdFor(facts),
    ...(facts.clientRequestId !== undefined && { client_request_id: facts.clientRequestId }),
    trace_location: {
      type: 'MLFLOW_EXPERIMENT',
      mlflow_experiment: { experiment_id: experimentOf(facts) },
    },
    ...(facts.requestPreview !== undefined && { request_preview: facts.requestPreview }),
    ...(facts.responsePreview !== undefined && { response_preview: facts.responsePreview }),
    request_time: timestampText(startNs),
    ...(endNs !== undefined && { execution_duration: durationText(wholeMillisBetween(startNs, endNs)) }),
    state: stateName(facts),
    trace_metadata: texts(facts.metadata),
    ...(assessments.length > 0 && { assessments: inOrderOfCreation(assessments) }),
    tags: {
      ...texts(facts.tags),
      [artifactLocationTag]: artifactLocation(facts),
      ...(isComplete(stored) && { [spansLocationTag]: 'TRACKING_STORE' }),
    },
  };
}

/** Every span that the trace announces is stored; a trace that announces none (it runs) has at least one. */
export function isComplete(stored: StoredTraceInfo): boolean {
  return stored.spanCount >= Math.max(1, announcedSpans(stored));
}

/** The trace has announced its spans, and all of them are stored. */
export function hasAnnounced(stored: StoredTraceInfo): boolean {
  return announcedSpans(stored) > 0 && isComplete(stored);
}

/** 0 where the trace says nothing of it: it runs, or is of an older SDK. */
function announcedSpans({ facts }: StoredTraceInfo): number {
  const stats = parseJson(texts(facts.metadata)[sizeStatsKey] ?? '');
  const announced = isJsonObject(stats) ? Number(stats[sizeKey]) : 0;
  return Number.isFinite(announced) ? announced : 0;
}

/** As MLflow writes it: `OK`, `ERROR`, `IN_PROGRESS`. */
export function stateName({ state = 'running' }: TraceFacts): string {
  return stateNames[state];
}

export function experimentOf({ experimentId = defaultExperiment }: TraceFacts): string {
  return experimentId;
}

/** Without a host: the SDK puts its tracking address before it. */
function artifactLocation(facts: TraceFacts): string {
  return `mlflow-artifacts:/${experimentOf(facts)}/traces/${requestIdFor(facts)}/artifacts`;
}

function stateFrom(name: string | undefined): Pick<TraceFacts, 'state'> {
  return name !== undefined && Object.hasOwn(states, name)
    ? { state: states[name as keyof typeof states] }
    : {};
}

function described(
  tags: Readonly<Record<string, string>>,
  metadata: Readonly<Record<string, string>>,
): Pick<TraceFacts, 'name' | 'tags' | 'metadata'> {
  const { [artifactLocationTag]: _location, [spansLocationTag]: _spans, ...own } = tags;
  const name = own[traceNameTag];
  return { ...(name ? { name } : {}), tags: own, metadata };
}

function timesFromV3({
  request_time,
  execution_duration,
}: v.InferOutput<typeof traceInfoV3>): Pick<TraceFacts, 'startNs' | 'endNs'> {
  if (request_time === undefined) return {};
  const startNs = nanosFromTimestamp(request_time);
  if (startNs === undefined) throw invalid(`Invalid value for parameter 'request_time': '${request_time}'`);
  if (execution_duration === undefined) return { startNs };
  const duration = nanosFromDuration(execution_duration);
  const endNs = duration === undefined ? undefined : nanosAfter(startNs, duration);
  if (endNs === undefined)
    throw invalid(`Invalid value for parameter 'execution_duration': '${execution_duration}'`);
  return { startNs, endNs };
}

/** Values are text on MLflow's wire; tags that came by another door may be any JSON. */
export function texts(values: JsonObject | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key, asText(value)]));
}

function asText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function asJson(entries: KeyValues): JsonValue {
  return entries.map(({ key, value }) => ({ key, value }));
}

function inOrderOfCreation(assessments: readonly JsonObject[]): readonly JsonObject[] {
  const created = (assessment: JsonObject) => String(assessment.create_time ?? '');
  return [...assessments].sort((a, b) => (created(a) < created(b) ? -1 : created(a) > created(b) ? 1 : 0));
}
