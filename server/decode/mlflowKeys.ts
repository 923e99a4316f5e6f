import type { JsonObject } from '../../protocol/base/json.ts';
import { parseJson } from '../../protocol/base/json.ts';
import type { TraceId } from '../../protocol/model/span.ts';

export const requestIdKey = 'mlflow.traceRequestId';

/** The SDK's own trace id among a span's attributes; MLflow's plain OTLP export sends it JSON-quoted. */
export function requestIdOf(attributes: JsonObject): string | undefined {
  const value = attributes[requestIdKey];
  if (typeof value !== 'string' || value === '') return undefined;
  const plain = value.startsWith('"') ? parseJson(value) : value;
  return typeof plain === 'string' && plain !== '' ? plain : undefined;
}

/** The id that an SDK calls a trace by; one that no MLflow SDK made is called as MLflow 3 would. */
export function requestIdFor(known: { readonly requestId?: string; readonly traceId: TraceId }): string {
  return known.requestId ?? `tr-${known.traceId}`;
}

/** Every MLflow span has a type; the exporter to foreign OTLP endpoints JSON-quotes it like all its values. */
export function isQuotedMlflow(attributes: JsonObject): boolean {
  const marker = attributes['mlflow.spanType'] ?? attributes[requestIdKey];
  return typeof marker === 'string' && marker.startsWith('"');
}
