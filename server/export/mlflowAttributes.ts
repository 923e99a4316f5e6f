import type { JsonValue } from '../../protocol/base/json.ts';
import { assign, type MutableObject } from '../decode/assign.ts';
import { requestIdKey } from '../decode/mlflowKeys.ts';
import { unquotedMlflow } from '../decode/mlflowQuoted.ts';
import type { MarkedAttributes } from '../decode/numberMask.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { SpanFacts } from '../normalise/facts.ts';
import { normaliseSpan } from '../normalise/normalise.ts';

/**
 * A span's attributes with typed values, as MLflow's SDK expects to read them: a foreign convention's kind, inputs,
 * outputs and usage stand under MLflow's keys as well, and the trace's own id is always there.
 */
export function mlflowAttributes(span: RawSpan, requestId: string): MarkedAttributes {
  const { attributes: given, numbers } = unquotedMlflow(span);
  const attributes: MutableObject = {};
  for (const key of Object.keys(given)) assign(attributes, key, given[key] ?? null);
  attributes[requestIdKey] ??= requestId;
  if (attributes['mlflow.spanType'] === undefined) addFacts(attributes, normaliseSpan(span).facts);
  return numbers === undefined ? { attributes } : { attributes, numbers };
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
