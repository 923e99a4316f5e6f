import type { JsonValue } from '../../../protocol/base/json.ts';
import type { ChatTool } from '../../../protocol/model/chat.ts';
import { at, defined, firstOf, listOf, objectOf, textOf, unwrap } from '../values.ts';

/**
 * Tools on offer: OpenAI's nested `{type, function: {…}}`, the flat form of OTel and Responses, Anthropic's
 * `input_schema`, Vercel's `inputSchema`. Entries without a name (provider-side tools) get their type.
 */
export function toolsFrom(value: JsonValue | undefined): readonly ChatTool[] {
  const tools: ChatTool[] = [];
  for (const item of listOf(unwrap(value)) ?? []) {
    const tool = toolFrom(unwrap(item));
    if (tool !== undefined) tools.push(tool);
  }
  return tools;
}

export function toolFrom(value: JsonValue): ChatTool | undefined {
  const body = objectOf(at(value, 'function')) ?? objectOf(value);
  const name = textOf(at(body, 'name')) ?? textOf(at(value, 'type'));
  if (body === undefined || name === undefined) return undefined;
  return defined<ChatTool>({
    name,
    description: textOf(at(body, 'description')),
    parameters: objectOf(
      unwrap(firstOf(body, ['parameters', 'input_schema', 'inputSchema', 'args_schema', 'json_schema'])),
    ),
  });
}
