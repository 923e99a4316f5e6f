import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { SpanEvent } from '../../../protocol/model/span.ts';
import { answerFromChunks } from '../chat/chunks.ts';
import { responseFromChunks } from '../chat/responseChunks.ts';
import { at, listOf, numberOf, textOf, unwrap } from '../values.ts';
import { chunkValues } from './mlflowStream.ts';

/**
 * What a span has given out so far, in the form that its output will have: a stream that runs, or was cut off. MLflow
 * records chunks as events; LangChain's tokens as `new_token`; Bedrock's as events of the provider's names.
 * `undefined`: nothing of that kind has come.
 */
export function outputSoFar(events: readonly SpanEvent[]): JsonValue | undefined {
  if (events.length === 0) return undefined;
  return fromTokens(events) ?? fromChunks([...chunkValues(events)]) ?? fromBlocks(bedrockValues(events));
}

/** LangChain's `LLMResult`, as `on_llm_end` would give it. */
function fromTokens(events: readonly SpanEvent[]): JsonObject | undefined {
  const tokens = events.filter(({ name }) => name === 'new_token');
  if (tokens.length === 0) return undefined;
  const text = tokens.map(({ attributes }) => textOf(attributes.token) ?? '').join('');
  return { generations: [[{ text }]] };
}

/** Chunks of a function of the user's own are its output one by one. */
function fromChunks(chunks: readonly JsonValue[]): JsonValue | undefined {
  if (chunks.length === 0) return undefined;
  if (chunks.every((chunk) => at(chunk, 'object') === 'text_completion')) return completionText(chunks);
  if (chunks.every((chunk) => listOf(at(chunk, 'choices')))) return answerFromChunks(chunks);
  return responseFromChunks(chunks) ?? fromBlocks(chunks) ?? chunks;
}

function completionText(chunks: readonly JsonValue[]): string {
  return chunks.map((chunk) => textOf(at(listOf(at(chunk, 'choices'))?.[0], 'text')) ?? '').join('');
}

const bedrockNames: ReadonlySet<string> = new Set(['content_block_delta', 'contentBlockDelta']);

function bedrockValues(events: readonly SpanEvent[]): readonly JsonValue[] {
  return events.flatMap(({ name, attributes }) =>
    bedrockNames.has(name) ? [unwrap(attributes.json ?? null)] : [],
  );
}

/**
 * Anthropic's message out of its stream's deltas, Bedrock's Converse among them: the texts of its blocks.
 * @see https://docs.anthropic.com/en/docs/build-with-claude/streaming
 */
function fromBlocks(chunks: readonly JsonValue[]): JsonObject | undefined {
  const blocks = new Map<number, string>();
  for (const chunk of chunks) {
    const delta = at(chunk, 'delta');
    const text = textOf(at(delta, 'text'));
    if (text === undefined) continue;
    const index = numberOf(at(chunk, 'index') ?? at(chunk, 'contentBlockIndex')) ?? 0;
    blocks.set(index, (blocks.get(index) ?? '') + text);
  }
  if (blocks.size === 0) return undefined;
  const ordered = [...blocks].sort(([a], [b]) => a - b);
  return { role: 'assistant', content: ordered.map(([, text]) => ({ type: 'text', text })) };
}
