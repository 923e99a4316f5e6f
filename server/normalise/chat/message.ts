import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { ChatMessage, ChatRole, ContentPart, ToolCall } from '../../../protocol/model/chat.ts';
import { at, defined, firstOf, listOf, nonEmpty, objectOf, textOf } from '../values.ts';
import { contentPart, contentParts } from './content.ts';
import { roleFrom } from './roles.ts';
import { toolCallFrom, toolCallsFrom, withoutRepeats } from './toolCalls.ts';

/**
 * One message of an OpenAI, Anthropic, LangChain or Bedrock conversation as canonical messages: usually
 * one; more where results of tools ride inside a user message (Anthropic, Bedrock). None if it is no message.
 */
export function messagesFromItem(item: JsonValue): readonly ChatMessage[] {
  const body = langchainBody(item) ?? objectOf(item);
  const role = body && roleFrom(textOf(body.role) ?? textOf(body.type));
  if (body === undefined || role === undefined) return [];
  const blocks = listOf(body.content);
  const results = blocks?.flatMap(toolResult) ?? [];
  const main = mainMessage(body, role, blocks);
  const empty = main.content.length === 0 && main.toolCalls === undefined;
  return results.length > 0 && empty ? results : [...results, main];
}

/** All messages of a list; `undefined` when it is not a list of messages. */
export function messagesFromList(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const list = listOf(value);
  if (list === undefined || list.length === 0) return undefined;
  const messages: ChatMessage[] = [];
  for (const item of list) {
    const found = messagesFromItem(item);
    if (found.length === 0) return undefined;
    messages.push(...found);
  }
  return messages;
}

function mainMessage(
  body: JsonObject,
  role: ChatRole,
  blocks: readonly JsonValue[] | undefined,
): ChatMessage {
  const inContent: ToolCall[] = [];
  const content: ContentPart[] = [...reasoningBeside(body)];
  for (const block of blocks ?? []) {
    const call = toolUse(block);
    if (call !== undefined) inContent.push(call);
    else if (!isToolResult(block) && block !== null && block !== '') content.push(contentPart(block));
  }
  if (blocks === undefined) content.push(...contentParts(body.content));
  const refusal = textOf(body.refusal);
  if (refusal !== undefined) content.push({ type: 'text', text: refusal });
  const calls = withoutRepeats([...listedCalls(body), ...inContent]);
  return defined<ChatMessage>({
    role,
    content,
    toolCalls: nonEmpty(calls),
    toolCallId: role === 'tool' ? textOf(firstOf(body, ['tool_call_id', 'call_id', 'id'])) : undefined,
    name: textOf(body.name),
  });
}

/** Reasoning models behind OpenAI's shape (DeepSeek, vLLM, Ollama) put it beside the content. */
function reasoningBeside(body: JsonObject): readonly ContentPart[] {
  const text = textOf(firstOf(body, ['reasoning_content', 'thinking', 'reasoning']));
  return text === undefined ? [] : [{ type: 'reasoning', text }];
}

function listedCalls(body: JsonObject): readonly ToolCall[] {
  const extra = objectOf(body.additional_kwargs);
  const calls = toolCallsFrom(firstOf(body, ['tool_calls', 'toolCalls']));
  if (calls.length > 0) return calls;
  const more = toolCallsFrom(extra?.tool_calls);
  if (more.length > 0) return more;
  const old = objectOf(body.function_call);
  const call = old && toolCallFrom(old);
  return call === undefined ? [] : [call];
}

/** Anthropic `{type: "tool_use"}`, Bedrock `{toolUse}`, LangChain `{type: "tool_call"}`. */
function toolUse(block: JsonValue): ToolCall | undefined {
  const type = at(block, 'type');
  const isCall = type === 'tool_use' || type === 'server_tool_use' || type === 'tool_call';
  return isCall || at(block, 'toolUse') !== undefined ? toolCallFrom(block) : undefined;
}

function isToolResult(block: JsonValue): boolean {
  return at(block, 'type') === 'tool_result' || at(block, 'toolResult') !== undefined;
}

/** Anthropic `{type: "tool_result", tool_use_id, content}`, Bedrock `{toolResult: {toolUseId, content}}`. */
function toolResult(block: JsonValue): readonly ChatMessage[] {
  if (!isToolResult(block)) return [];
  const result = objectOf(at(block, 'toolResult')) ?? objectOf(block);
  const id = textOf(firstOf(result, ['tool_use_id', 'toolUseId']));
  return [
    defined<ChatMessage>({
      role: 'tool',
      content: contentParts(at(result, 'content')),
      toolCallId: id,
    }),
  ];
}

/** LangChain's `dumpd` form: `{lc: 1, type: "constructor", id: [..., "HumanMessage"], kwargs: {…}}`. */
function langchainBody(item: JsonValue): JsonObject | undefined {
  const kwargs = objectOf(at(item, 'kwargs'));
  const path = listOf(at(item, 'id'));
  const name = path?.[path.length - 1];
  if (kwargs === undefined || typeof name !== 'string') return undefined;
  return { ...kwargs, role: kwargs.type ?? name };
}
