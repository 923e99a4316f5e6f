import type { JsonObject, JsonValue } from '../../protocol/base/json.ts';
import type { Cost, Usage } from '../../protocol/model/usage.ts';
import { at, defined, firstOf, listOf, numberOf, objectOf } from './values.ts';

const inputKeys = [
  'input_tokens',
  'prompt_tokens',
  'inputTokens',
  'promptTokens',
  'prompt_token_count',
  'prompt_eval_count',
] as const;
const outputKeys = [
  'output_tokens',
  'completion_tokens',
  'outputTokens',
  'completionTokens',
  'candidates_token_count',
  'eval_count',
] as const;
const totalKeys = ['total_tokens', 'totalTokens', 'total_token_count'] as const;
const cachedKeys = ['cache_read_input_tokens', 'cachedInputTokens', 'cached_content_token_count'] as const;
const cacheWriteKeys = ['cache_creation_input_tokens', 'cache_write_input_tokens'] as const;
const inputDetailKeys = ['prompt_tokens_details', 'input_tokens_details', 'input_token_details'] as const;
const outputDetailKeys = [
  'completion_tokens_details',
  'output_tokens_details',
  'output_token_details',
] as const;

interface Counts {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly total?: number | undefined;
  readonly cachedInput?: number | undefined;
  readonly cacheWrite?: number | undefined;
  readonly reasoning?: number | undefined;
}

/** Completes reported counts; `undefined` when neither input nor output nor total was reported. */
export function usageOf(counts: Counts): Usage | undefined {
  const { input, output, total } = counts;
  if (input === undefined && output === undefined && total === undefined) return undefined;
  const known = (input ?? 0) + (output ?? 0);
  return defined<Usage>({
    input: input ?? Math.max(0, (total ?? 0) - (output ?? 0)),
    output: output ?? Math.max(0, (total ?? 0) - (input ?? total ?? 0)),
    total: total ?? known,
    cachedInput: counts.cachedInput,
    cacheWrite: counts.cacheWrite,
    reasoning: counts.reasoning,
  });
}

/**
 * A provider's own usage object: OpenAI (`prompt_tokens`), Anthropic and OpenAI Responses
 * (`input_tokens`), LangChain (`usage_metadata`), Gemini (`prompt_token_count`), Ollama (`eval_count`),
 * MLflow (`mlflow.chat.tokenUsage`).
 */
export function usageFrom(value: JsonValue | undefined): Usage | undefined {
  const usage = objectOf(value);
  if (usage === undefined) return undefined;
  const inputDetails = firstOf(usage, inputDetailKeys);
  const outputDetails = firstOf(usage, outputDetailKeys);
  return usageOf({
    input: numberOf(firstOf(usage, inputKeys)),
    output: numberOf(firstOf(usage, outputKeys)),
    total: numberOf(firstOf(usage, totalKeys)),
    cachedInput: numberOf(
      firstOf(usage, cachedKeys) ?? firstOf(inputDetails, ['cached_tokens', 'cache_read']),
    ),
    cacheWrite: numberOf(firstOf(usage, cacheWriteKeys) ?? at(inputDetails, 'cache_creation')),
    reasoning: numberOf(firstOf(outputDetails, ['reasoning_tokens', 'reasoning'])),
  });
}

/**
 * Anthropic's own API counts cached and cache-written input beside `input_tokens`, everybody else inside.
 * @see https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching
 */
export function anthropicUsage(usage: Usage | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const beside = (usage.cachedInput ?? 0) + (usage.cacheWrite ?? 0);
  return { ...usage, input: usage.input + beside, total: usage.input + beside + usage.output };
}

/** The usage inside a provider's whole response. */
export function usageInResponse(response: JsonValue | undefined): Usage | undefined {
  const body = objectOf(response);
  if (body === undefined) return undefined;
  const usage = usageFrom(firstOf(body, ['usage', 'usage_metadata', 'usageMetadata']));
  if (usage !== undefined) return isAnthropicResponse(body) ? anthropicUsage(usage) : usage;
  const langchain = usageFrom(at(at(body, 'llm_output'), 'token_usage')) ?? generationUsage(body);
  return langchain ?? (at(body, 'eval_count') === undefined ? undefined : usageFrom(body));
}

/** LangChain's `LLMResult` holds it in its first message. */
function generationUsage(body: JsonObject): Usage | undefined {
  const [batch] = listOf(at(body, 'generations')) ?? [];
  const generation = listOf(batch)?.[0] ?? batch;
  return usageFrom(at(at(generation, 'message'), 'usage_metadata'));
}

/** `{type: "message", role, content: [...], stop_reason, usage}` */
function isAnthropicResponse(body: JsonObject): boolean {
  return body.type === 'message' && Array.isArray(body.content);
}

/**
 * Two counts of one call: what the SDK recorded and the provider's own, which has more detail. The SDK's wins where the
 * two are about different calls; what it counted without the cache, the provider's completes.
 */
export function moreDetailed(recorded: Usage, answered: Usage | undefined): Usage {
  if (answered === undefined || answered.output !== recorded.output) return recorded;
  const uncached = answered.input - (answered.cachedInput ?? 0) - (answered.cacheWrite ?? 0);
  const isSame = recorded.input === answered.input || recorded.input === uncached;
  return isSame ? { ...recorded, ...answered } : recorded;
}

/** What an SDK reported, in US dollars. */
export function reportedCost(usd: number | undefined): Cost | undefined {
  return usd === undefined ? undefined : { usd, basis: 'reported', unknown: 0 };
}
