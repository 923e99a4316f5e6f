import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import { answeringModel } from './openAiChat.ts';
import { piecesOf, type Reply, replyTo, type Turn, textIn, tokens } from './reply.ts';

export function responsesTurn(body: JsonObject): Turn {
  const items: readonly JsonValue[] = Array.isArray(body.input)
    ? body.input
    : [{ role: 'user', content: body.input ?? '' }];
  const objects = items.filter(isJsonObject);
  return {
    question: textIn(objects.findLast(({ role }) => role === 'user')?.content),
    isAfterTool: objects.at(-1)?.type === 'function_call_output',
    hasTools: Array.isArray(body.tools),
  };
}

/** @see https://platform.openai.com/docs/api-reference/responses/object */
export function response(body: JsonObject): JsonObject {
  return envelope(body, 'completed', outputItems(replyTo(responsesTurn(body))));
}

/** The events of a stream, numbered; each has its name in `type`. */
export function responseEvents(body: JsonObject): readonly JsonObject[] {
  const items = outputItems(replyTo(responsesTurn(body)));
  const events = [
    { type: 'response.created', response: envelope(body, 'in_progress', []) },
    ...items.flatMap((item, index) => itemEvents(item, index)),
    { type: 'response.completed', response: envelope(body, 'completed', items) },
  ];
  return events.map((event, index) => ({ ...event, sequence_number: index }));
}

function envelope(body: JsonObject, status: string, output: readonly JsonObject[]): JsonObject {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_750_000_000,
    status,
    model: answeringModel(body),
    output,
    instructions: body.instructions ?? null,
    error: null,
    incomplete_details: null,
    metadata: {},
    parallel_tool_calls: true,
    temperature: body.temperature ?? 1,
    top_p: 1,
    tool_choice: 'auto',
    tools: body.tools ?? [],
    text: { format: { type: 'text' } },
    ...(status === 'completed' && { usage }),
  };
}

const usage: JsonObject = {
  input_tokens: tokens.input,
  input_tokens_details: { cached_tokens: tokens.cached },
  output_tokens: tokens.output,
  output_tokens_details: { reasoning_tokens: tokens.reasoning },
  total_tokens: tokens.input + tokens.output,
};

function outputItems({ text, reasoning, toolCall }: Reply): readonly JsonObject[] {
  const items: JsonObject[] = [];
  if (reasoning !== undefined) {
    items.push({ id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: reasoning }] });
  }
  if (toolCall !== undefined) {
    const args = JSON.stringify(toolCall.arguments);
    const call = { id: 'fc_1', type: 'function_call', call_id: 'call_1', status: 'completed' };
    items.push({ ...call, name: toolCall.name, arguments: args });
  }
  if (text !== '') {
    const content = [{ type: 'output_text', text, annotations: [] }];
    items.push({ id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content });
  }
  return items;
}

function itemEvents(item: JsonObject, index: number): readonly JsonObject[] {
  const place = { output_index: index, item_id: item.id ?? '' };
  const [part] = Array.isArray(item.content) ? item.content.filter(isJsonObject) : [];
  const text = textIn(item.content);
  const deltas = piecesOf(text).map((delta) => ({
    type: 'response.output_text.delta',
    ...place,
    content_index: 0,
    delta,
  }));
  return [
    {
      type: 'response.output_item.added',
      output_index: index,
      item: { ...item, ...(part && { content: [] }) },
    },
    ...deltas,
    ...(part ? [{ type: 'response.output_text.done', ...place, content_index: 0, text }] : []),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}
