import type { JsonObject } from '../../protocol/base/json.ts';
import { parseJson } from '../../protocol/base/json.ts';

export const requestIdKey = 'mlflow.traceRequestId';

/** The SDK's own trace id among a span's attributes; MLflow's plain OTLP export sends it JSON-quoted. */
export function requestIdOf(attributes: JsonObject): string | undefined {
  const value = attributes[requestIdKey];
  if (typeof value !== 'string' || value === '') return undefined;
  const plain = value.startsWith('"') ? parseJson(value) : value;
  return typeof plain === 'string' && plain !== '' ? plain : undefined;
}
