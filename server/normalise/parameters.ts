import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import { isJsonObject } from '../../protocol/base/json.ts';
import { assign, type MutableObject } from '../decode/assign.ts';

/** Request parameters of the providers' chat and completion APIs. What is asked, not how it is answered. */
const names: ReadonlySet<string> = new Set([
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'num_predict',
  'num_ctx',
  'stop',
  'stop_sequences',
  'seed',
  'n',
  'best_of',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'presence_penalty',
  'frequency_penalty',
  'repeat_penalty',
  'stream',
  'stream_options',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'format',
  'reasoning',
  'reasoning_effort',
  'thinking',
  'service_tier',
  'dimensions',
  'encoding_format',
  'keep_alive',
]);

/** The request parameters among the given objects' keys; a later object wins, nulls say nothing. */
export function parametersFrom(sources: readonly (JsonValue | undefined)[]): JsonObject | undefined {
  const found: MutableObject = {};
  for (const source of sources) {
    if (!isJsonObject(source)) continue;
    for (const key of Object.keys(source)) {
      const value = source[key];
      if (names.has(key) && value !== null && value !== undefined) assign(found, key, value);
    }
  }
  return Object.keys(found).length > 0 ? found : undefined;
}
