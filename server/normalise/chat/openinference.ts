import type { JsonValue } from '../../../protocol/base/json.ts';
import type { ChatMessage, ContentPart, ToolCall } from '../../../protocol/model/chat.ts';
import { listAt } from '../flattened.ts';
import { at, defined, display, nonEmpty, textOf, unwrap } from '../values.ts';
import { contentPart, contentParts } from './content.ts';
import { mediaFromUrl } from './dataUrl.ts';
import { roleFrom } from './roles.ts';
import { toolCallFrom, withoutRepeats } from './toolCalls.ts';

/**
 * One entry of OpenInference's `llm.input_messages` / `llm.output_messages`, unflattened: `{message: {role,
 * content | contents, tool_calls, tool_call_id, name}}` (spec of 2026-08).
 */
export function messageFromOpenInference(entry: JsonValue): readonly ChatMessage[] {
  const message = at(entry, 'message');
  const role = roleFrom(textOf(at(message, 'role')));
  const blocks = listAt(at(message, 'contents')).map((block) => at(block, 'message_content') ?? block);
  const calls = listAt(at(message, 'tool_calls')).map((call) => at(call, 'tool_call') ?? call);
  const toolCalls = [...calls, ...blocks.filter(isToolUse).map(callOfBlock)]
    .map(toolCallFrom)
    .filter((call): call is ToolCall => call !== undefined);
  const content: ContentPart[] = [
    ...contentParts(at(message, 'content')),
    ...blocks.filter((block) => !isToolUse(block) && !isToolResult(block)).map(part),
  ];
  const results = blocks.filter(isToolResult).map(resultMessage);
  if (role === undefined && content.length === 0 && toolCalls.length === 0 && results.length === 0) return [];
  if (content.length === 0 && toolCalls.length === 0 && results.length > 0) return results;
  const main = defined<ChatMessage>({
    // An attribute limit takes the oldest attributes first, the role among them.
    role: role ?? (toolCalls.length > 0 ? 'assistant' : 'user'),
    content,
    toolCalls: nonEmpty(withoutRepeats(toolCalls)),
    toolCallId: textOf(at(message, 'tool_call_id')),
    name: textOf(at(message, 'name')),
  });
  return [...results, main];
}

function isToolUse(block: JsonValue): boolean {
  return at(block, 'type') === 'tool_use';
}

function isToolResult(block: JsonValue): boolean {
  return at(block, 'type') === 'tool_result';
}

/** Anthropic's instrumentation nests the call in the block. */
function callOfBlock(block: JsonValue): JsonValue {
  return at(block, 'tool_call') ?? block;
}

function resultMessage(block: JsonValue): ChatMessage {
  const id = textOf(at(block, 'tool_use_id')) ?? textOf(at(at(block, 'tool_call'), 'id'));
  const content = contentParts(unwrap(at(block, 'text') ?? at(block, 'content')));
  return { role: 'tool', content, ...(id !== undefined && { toolCallId: id }) };
}

function part(block: JsonValue): ContentPart {
  const image = at(at(block, 'image'), 'image') ?? at(block, 'image');
  const url = textOf(at(image, 'url'));
  if (url !== undefined) return mediaFromUrl('image', url);
  const audio = at(at(block, 'audio'), 'audio') ?? at(block, 'audio');
  const sound = textOf(at(audio, 'url'));
  if (sound !== undefined) return mediaFromUrl('audio', sound, textOf(at(audio, 'mime_type')));
  const text = at(block, 'text');
  if (at(block, 'type') === 'reasoning') return { type: 'reasoning', text: display(text ?? '') };
  return contentPart(block);
}
