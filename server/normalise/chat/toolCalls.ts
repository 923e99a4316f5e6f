import type { JsonValue } from '../../../protocol/base/json.ts';
import type { ToolCall } from '../../../protocol/model/chat.ts';
import { at, display, firstOf, listOf, textOf, unwrap } from '../values.ts';

/**
 * One tool call in any provider's words: OpenAI `{id, function: {name, arguments}}` (text or, from Ollama,
 * an object), LangChain `{id, name, args}`, Anthropic `{id, name, input}`, Responses `{call_id, …}`,
 * Bedrock `{toolUseId, name, input}`. `undefined` when it names no tool.
 */
export function toolCallFrom(value: JsonValue): ToolCall | undefined {
  const body = firstOf(value, ['function', 'toolUse', 'function_call', 'functionCall']) ?? value;
  const name = textOf(at(body, 'name'));
  if (name === undefined) return undefined;
  const id =
    firstOf(value, ['call_id', 'id', 'toolUseId', 'tool_call_id']) ?? firstOf(body, ['id', 'toolUseId']);
  const given = firstOf(body, ['arguments', 'args', 'input']);
  return { id: id === undefined ? '' : display(id), name, arguments: unwrap(given ?? {}) };
}

export function toolCallsFrom(value: JsonValue | undefined): readonly ToolCall[] {
  const calls: ToolCall[] = [];
  for (const item of listOf(unwrap(value)) ?? []) {
    const call = toolCallFrom(item);
    if (call !== undefined) calls.push(call);
  }
  return calls;
}

/** The same call may stand in two places of one message (OpenInference for Anthropic); ids tell. */
export function withoutRepeats(calls: readonly ToolCall[]): readonly ToolCall[] {
  const seen = new Set<string>();
  return calls.filter(({ id }) => {
    if (id === '') return true;
    if (seen.has(id)) return false;
    seen.add(id);
    return true;
  });
}
