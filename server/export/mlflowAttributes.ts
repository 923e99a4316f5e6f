import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { assign, type MutableObject } from '../decode/assign.ts';
import { isQuotedMlflow, requestIdKey } from '../decode/mlflowKeys.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { SpanFacts } from '../normalise/facts.ts';
import { normaliseSpan } from '../normalise/normalise.ts';
import { parseBounded } from '../normalise/values.ts';

/**
 * A span's attributes with typed values, as MLflow's SDK expects to read them: a foreign convention's kind, inputs,
 * outputs and usage stand under MLflow's keys as well, and the trace's own id is always there.
 */
export function mlflowAttributes(span: RawSpan, requestId: string): JsonObject {
  const attributes: MutableObject = {};
  const isQuoted = isQuotedMlflow(span.attributes);
  for (const key of Object.keys(span.attributes)) {
    const value = span.attributes[key] ?? null;
    assign(attributes, key, isQuoted && typeof value === 'string' ? parseBounded(value) : value);
  }
  attributes[requestIdKey] ??= requestId;
  if (attributes['mlflow.spanType'] === undefined) addFacts(attributes, normaliseSpan(span).facts);
  return attributes;
}

function addFacts(attributes: MutableObject, facts: SpanFacts): void {
  const add = (key: string, value: JsonValue | undefined): void => {
    if (value !== undefined) attributes[key] ??= value;
  };
  add('mlflow.spanType', facts.kind ?? 'UNKNOWN');
  add('mlflow.spanInputs', facts.inputs);
  add('mlflow.spanOutputs', facts.outputs);
  add('mlflow.llm.model', facts.model);
  const { usage } = facts;
  if (usage !== undefined) {
    const { input, output, total } = usage;
    add('mlflow.chat.tokenUsage', { input_tokens: input, output_tokens: output, total_tokens: total });
  }
}
