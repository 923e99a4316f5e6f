import type { JsonValue } from '../../protocol/base/json.ts';
import type { MutableObject } from '../decode/assign.ts';
import { isTooDeep } from '../decode/depth.ts';
import { tryParseMarkedJson } from '../decode/exactJson.ts';
import { maxDepth } from '../decode/limits.ts';
import { isQuotedMlflow, requestIdKey } from '../decode/mlflowKeys.ts';
import { type AttributesDraft, type MarkedAttributes, marked, maskAt, put } from '../decode/numberMask.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import type { MaskedValue } from '../decode/taggedNumbers.ts';
import type { SpanFacts } from '../normalise/facts.ts';
import { normaliseSpan } from '../normalise/normalise.ts';

/**
 * A span's attributes with typed values, as MLflow's SDK expects to read them: a foreign convention's kind, inputs,
 * outputs and usage stand under MLflow's keys as well, and the trace's own id is always there.
 */
export function mlflowAttributes(span: RawSpan, requestId: string): MarkedAttributes {
  const draft: AttributesDraft = { attributes: {}, numbers: undefined };
  const { attributes } = draft;
  const isQuoted = isQuotedMlflow(span.attributes);
  for (const key of Object.keys(span.attributes)) {
    const value = span.attributes[key] ?? null;
    const mask = maskAt(span.numbers, key);
    const read =
      isQuoted && typeof value === 'string' && mask === undefined ? unquoted(value) : { value, mask };
    put(draft, key, read.value, read.mask);
  }
  attributes[requestIdKey] ??= requestId;
  if (attributes['mlflow.spanType'] === undefined) addFacts(attributes, normaliseSpan(span).facts);
  return marked(draft);
}

function unquoted(text: string): MaskedValue {
  const parsed = tryParseMarkedJson(text);
  return parsed === undefined || isTooDeep(parsed.value, maxDepth)
    ? { value: text, mask: undefined }
    : parsed;
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
