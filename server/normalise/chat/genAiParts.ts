import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { ChatMessage, ChatRole, ContentPart, ToolCall } from '../../../protocol/model/chat.ts';
import { at, defined, display, firstOf, listOf, nonEmpty, objectOf, textOf, unwrap } from '../values.ts';
import { contentPart, contentParts } from './content.ts';
import { mediaFromData, mediaFromUrl, mediaKind } from './dataUrl.ts';
import { roleFrom } from './roles.ts';
import { toolCallFrom } from './toolCalls.ts';

/**
 * Messages in the OTel GenAI form (semantic-conventions-genai, `gen_ai.input.messages`): a list of
 * `{role, parts: [{type, …}]}`. Gemini's `{role, parts: [{text}]}` reads the same way.
 */
export function messagesFromParts(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const list = listOf(unwrap(value));
  if (list === undefined) return undefined;
  const messages = list.flatMap(messagesFromEntry);
  return nonEmpty(messages);
}

/** `gen_ai.system_instructions`: a list of parts, or plain text. */
export function systemFromParts(value: JsonValue | undefined): readonly ChatMessage[] {
  const parts = unwrap(value);
  if (parts === undefined || parts === null || parts === '') return [];
  const content = (listOf(parts) ?? [parts]).map(partContent);
  return [{ role: 'system', content }];
}

function messagesFromEntry(entry: JsonValue): readonly ChatMessage[] {
  const body = objectOf(entry);
  if (body === undefined) return [];
  const role = roleFrom(textOf(body.role)) ?? 'user';
  const parts = listOf(body.parts);
  if (parts === undefined) return [entryMessage(body, role, contentParts(body.content), [])];
  const results: ChatMessage[] = [];
  const content: ContentPart[] = [];
  const calls: ToolCall[] = [];
  for (const part of parts) {
    const call = partCall(part);
    const result = partResult(part);
    if (call !== undefined) calls.push(call);
    else if (result !== undefined) results.push(result);
    else content.push(partContent(part));
  }
  if (content.length === 0 && calls.length === 0 && results.length > 0) return results;
  const main = entryMessage(body, role, content, calls);
  return role === 'assistant' ? [main, ...results] : [...results, main];
}

function entryMessage(
  body: JsonObject,
  role: ChatRole,
  content: readonly ContentPart[],
  calls: readonly ToolCall[],
): ChatMessage {
  return defined<ChatMessage>({
    role,
    content,
    toolCalls: nonEmpty(calls),
    toolCallId: role === 'tool' ? textOf(firstOf(body, ['tool_call_id', 'id'])) : undefined,
    name: textOf(body.name),
  });
}

function partCall(part: JsonValue): ToolCall | undefined {
  const type = at(part, 'type');
  if (type === 'tool_call' || type === 'server_tool_call' || at(part, 'functionCall') !== undefined) {
    return toolCallFrom(objectOf(at(part, 'server_tool_call')) ?? part);
  }
  return undefined;
}

/** The schema says `response`, its examples `result`; both are in use. */
function partResult(part: JsonValue): ChatMessage | undefined {
  const type = at(part, 'type');
  if (type !== 'tool_call_response' && type !== 'server_tool_call_response') return undefined;
  const response = firstOf(part, ['response', 'result', 'server_tool_call_response', 'content']);
  const toolCallId = textOf(firstOf(part, ['id', 'tool_call_id']));
  return {
    role: 'tool',
    content: contentParts(response),
    ...(toolCallId !== undefined && { toolCallId }),
  };
}

function partContent(part: JsonValue): ContentPart {
  const mediaType = textOf(firstOf(part, ['mime_type', 'media_type']));
  const kind = mediaKind(textOf(at(part, 'modality')) ?? mediaType);
  const content = firstOf(part, ['content', 'data', 'text']);
  switch (at(part, 'type')) {
    case 'text':
      return { type: 'text', text: display(content ?? '') };
    case 'reasoning':
    case 'thinking':
      return { type: 'reasoning', text: display(content ?? '') };
    case 'blob':
      return mediaFromData(kind, display(content ?? ''), mediaType);
    case 'uri':
      return mediaFromUrl(kind, textOf(at(part, 'uri')) ?? '', mediaType);
    case 'file': {
      const ref = textOf(at(part, 'file_id'));
      return ref === undefined
        ? contentPart(part)
        : { type: kind, ref, ...(mediaType !== undefined && { mediaType }) };
    }
    default:
      return contentPart(part);
  }
}
