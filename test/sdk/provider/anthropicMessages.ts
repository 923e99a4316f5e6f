import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import { piecesOf, type Reply, replyTo, type Turn, textIn, tokens } from './reply.ts';

export function messagesTurn(body: JsonObject): Turn {
  const messages = (Array.isArray(body.messages) ? body.messages : []).filter(isJsonObject);
  const last = messages.at(-1)?.content;
  const isResult = (block: JsonValue) => isJsonObject(block) && block.type === 'tool_result';
  return {
    question: textIn(messages.findLast(({ role }) => role === 'user')?.content),
    isAfterTool: Array.isArray(last) && last.some(isResult),
    hasTools: Array.isArray(body.tools),
  };
}

/** Here `input_tokens` leaves out what was cached. @see https://docs.anthropic.com/en/api/messages */
const usage = {
  input_tokens: tokens.input - tokens.cached,
  cache_read_input_tokens: tokens.cached,
  cache_creation_input_tokens: 0,
  output_tokens: tokens.output,
} as const;

export function message(body: JsonObject): JsonObject {
  const reply = replyTo(messagesTurn(body));
  return envelope(body, { content: contentBlocks(reply), stop_reason: stopReason(reply), usage });
}

function envelope(body: JsonObject, more: JsonObject): JsonObject {
  return {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: String(body.model),
    stop_sequence: null,
    ...more,
  };
}

/** The events of a stream, each with its name in `type`. */
export function messageEvents(body: JsonObject): readonly JsonObject[] {
  const reply = replyTo(messagesTurn(body));
  const begun = envelope(body, { content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } });
  const delta = { stop_reason: stopReason(reply), stop_sequence: null };
  return [
    { type: 'message_start', message: begun },
    ...contentBlocks(reply).flatMap(blockEvents),
    { type: 'message_delta', delta, usage: { output_tokens: tokens.output } },
    { type: 'message_stop' },
  ];
}

function blockEvents(block: JsonObject, index: number): readonly JsonObject[] {
  const delta = (value: JsonObject) => ({ type: 'content_block_delta', index, delta: value });
  const [empty, deltas] = emptyAndDeltas(block);
  return [
    { type: 'content_block_start', index, content_block: empty },
    ...deltas.map(delta),
    { type: 'content_block_stop', index },
  ];
}

function emptyAndDeltas(block: JsonObject): readonly [JsonObject, readonly JsonObject[]] {
  if (block.type === 'thinking') {
    const signature = { type: 'signature_delta', signature: 'signed' };
    const thought = { type: 'thinking_delta', thinking: String(block.thinking) };
    return [{ type: 'thinking', thinking: '', signature: '' }, [thought, signature]];
  }
  if (block.type === 'tool_use') {
    const json = { type: 'input_json_delta', partial_json: JSON.stringify(block.input) };
    return [{ ...block, input: {} }, [json]];
  }
  const pieces = piecesOf(textIn(block.text)).map((text) => ({ type: 'text_delta', text }));
  return [{ type: 'text', text: '' }, pieces];
}

function contentBlocks({ text, reasoning, toolCall }: Reply): readonly JsonObject[] {
  return [
    ...(reasoning === undefined ? [] : [{ type: 'thinking', thinking: reasoning, signature: 'signed' }]),
    ...(text === '' ? [] : [{ type: 'text', text }]),
    ...(toolCall
      ? [{ type: 'tool_use', id: 'toolu_1', name: toolCall.name, input: toolCall.arguments }]
      : []),
  ];
}

function stopReason({ toolCall }: Reply): string {
  return toolCall ? 'tool_use' : 'end_turn';
}
