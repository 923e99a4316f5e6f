import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { SpanEvent } from '../../../protocol/model/span.ts';
import { answerFromChunks } from '../chat/chunks.ts';
import { at, firstOf, listOf, textOf, unwrap } from '../values.ts';

/**
 * The provider's answer: as recorded, or put together from the chunks of a stream where those say more. SDKs up to 3.1
 * join a stream to bare text, later ones leave tool calls and Azure's filter results out. Chunks are events
 * `mlflow.chunk.item.N` (2.20: `chunk_N`), before that the attribute `events`.
 */
export function answerOf(
  events: readonly SpanEvent[],
  attribute: JsonValue | undefined,
  outputs: JsonValue | undefined,
): JsonValue | undefined {
  const chunks = () => listOf(attribute) ?? chunkValues(events);
  const choices = listOf(at(outputs, 'choices'));
  if (choices === undefined) return isText(outputs) ? (answerFromChunks(chunks()) ?? outputs) : outputs;
  if (choices.some(lacksToolCalls)) return answerFromChunks(chunks()) ?? outputs;
  return withFilterResults(outputs, () => answerFromChunks(chunks()), events);
}

/** The last chunk of a stream, which has its usage where the program asked for it. */
export function lastChunk(events: readonly SpanEvent[]): JsonValue | undefined {
  const last = events.findLast(isChunk);
  return last && chunkValue(last);
}

/** One by one: where the first is of another kind, thousands more need no reading. */
export function* chunkValues(events: readonly SpanEvent[]): Iterable<JsonValue> {
  for (const event of events) {
    if (isChunk(event)) yield chunkValue(event);
  }
}

const chunkName = /^(mlflow\.chunk\.item\.|chunk_)\d+$/;

function isChunk({ name }: SpanEvent): boolean {
  return chunkName.test(name);
}

function chunkText({ attributes }: SpanEvent): JsonValue | undefined {
  return attributes['mlflow.chunk.value'] ?? attributes.ChatCompletionChunk;
}

function chunkValue(event: SpanEvent): JsonValue {
  return unwrap(chunkText(event) ?? null);
}

/** Also where nothing at all was joined: a stream of tool calls has no text. */
function isText(outputs: JsonValue | undefined): boolean {
  return outputs === undefined || outputs === null || typeof outputs === 'string';
}

function lacksToolCalls(choice: JsonValue): boolean {
  const called = firstOf(at(choice, 'message'), ['tool_calls', 'function_call']);
  return at(choice, 'finish_reason') === 'tool_calls' && called === undefined;
}

/** Streams have thousands of chunks: they are read only where one of them has such results. */
function withFilterResults(
  outputs: JsonValue | undefined,
  joined: () => JsonObject | undefined,
  events: readonly SpanEvent[],
): JsonValue | undefined {
  const isFiltered = (event: SpanEvent) =>
    isChunk(event) && textOf(chunkText(event))?.includes('"prompt_filter_results"');
  if (at(outputs, 'prompt_filter_results') !== undefined || !events.some(isFiltered)) return outputs;
  const found = joined();
  return found === undefined ? outputs : { ...(outputs as JsonObject), ...found };
}
