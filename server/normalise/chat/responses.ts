import type { JsonValue } from '../../../protocol/base/json.ts';
import type { ChatMessage, ToolCall } from '../../../protocol/model/chat.ts';
import { at, listOf, textOf } from '../values.ts';
import { contentPart, contentParts } from './content.ts';
import { messagesFromItem } from './message.ts';
import { toolCallFrom } from './toolCalls.ts';

/**
 * Items of OpenAI's Responses API (`input`, `output`): messages, reasoning, `function_call` and
 * `function_call_output`. Reasoning and calls join the assistant message of their turn. `undefined` when the list holds something else.
 */
export function messagesFromItems(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const items = listOf(value);
  if (items === undefined || items.length === 0) return undefined;
  const messages: ChatMessage[] = [];
  for (const item of items) {
    const turn = assistantPart(item);
    if (turn !== undefined) {
      mergeIntoTurn(messages, turn);
      continue;
    }
    const other = otherItem(item);
    if (other.length === 0) return undefined;
    const [answer] = other;
    if (answer?.role === 'assistant' && isReasoningOnly(messages.at(-1))) mergeIntoTurn(messages, answer);
    else messages.push(...other);
  }
  return messages;
}

/** What belongs to a model's turn beside its message. */
function assistantPart(item: JsonValue): ChatMessage | undefined {
  const type = textOf(at(item, 'type'));
  if (type === 'reasoning') return { role: 'assistant', content: [contentPart(item)] };
  if (type?.endsWith('_call') && type !== 'tool_call') {
    const call: ToolCall = toolCallFrom(item) ?? {
      id: textOf(at(item, 'id')) ?? '',
      name: type.slice(0, -'_call'.length),
      arguments: at(item, 'action') ?? {},
    };
    return { role: 'assistant', content: [], toolCalls: [call] };
  }
  return undefined;
}

/** Reasoning comes as an item of its own before the message it led to. */
function isReasoningOnly(message: ChatMessage | undefined): boolean {
  return message?.role === 'assistant' && message.content.every(({ type }) => type === 'reasoning');
}

function mergeIntoTurn(messages: ChatMessage[], part: ChatMessage): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') {
    messages.push(part);
    return;
  }
  const toolCalls = [...(last.toolCalls ?? []), ...(part.toolCalls ?? [])];
  messages[messages.length - 1] = {
    ...last,
    content: [...last.content, ...part.content],
    ...(toolCalls.length > 0 && { toolCalls }),
  };
}

function otherItem(item: JsonValue): readonly ChatMessage[] {
  const type = textOf(at(item, 'type'));
  if (type === 'function_call_output' || type === 'custom_tool_call_output') {
    const toolCallId = textOf(at(item, 'call_id'));
    const content = contentParts(at(item, 'output'));
    return [{ role: 'tool', content, ...(toolCallId !== undefined && { toolCallId }) }];
  }
  return messagesFromItem(item);
}
