import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import { at, listOf, numberOf, objectOf, textOf } from '../values.ts';

/**
 * The answer so far out of the events of a stream of OpenAI's Responses API, in the form of the whole one. `undefined`
 * when they are other chunks.
 * @see https://platform.openai.com/docs/api-reference/responses-streaming
 */
export function responseFromChunks(chunks: readonly JsonValue[]): JsonObject | undefined {
  if (!chunks.every((chunk) => textOf(at(chunk, 'type'))?.startsWith('response.'))) return undefined;
  const items = new Map<number, JsonObject>();
  for (const chunk of chunks) {
    const index = numberOf(at(chunk, 'output_index'));
    if (index === undefined) continue;
    items.set(index, itemWith(chunk, items.get(index)));
  }
  return { output: [...items].sort(([a], [b]) => a - b).map(([, item]) => item) };
}

function itemWith(chunk: JsonValue, known: JsonObject = message('')): JsonObject {
  const text = textOf(at(chunk, 'delta')) ?? '';
  switch (textOf(at(chunk, 'type'))) {
    case 'response.output_item.added':
    case 'response.output_item.done':
      return objectOf(at(chunk, 'item')) ?? known;
    case 'response.output_text.delta':
      return { ...known, ...message(textIn(known) + text) };
    case 'response.function_call_arguments.delta':
      return { ...known, arguments: (textOf(known.arguments) ?? '') + text };
    default:
      return known;
  }
}

function message(text: string): JsonObject {
  return { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] };
}

function textIn(item: JsonObject): string {
  return textOf(at(listOf(item.content)?.[0], 'text')) ?? '';
}
