import type { ChatMessage } from '../../../protocol/model/chat.ts';
import type { SpanEvent } from '../../../protocol/model/span.ts';
import { at, nonEmpty, objectOf, textOf, unwrap } from '../values.ts';
import { messagesFromParts, systemFromParts } from './genAiParts.ts';
import { messagesFromItem } from './message.ts';
import { roleFrom } from './roles.ts';

const messageEvent = /^gen_ai\.(system|user|assistant|tool)\.message$/;

/**
 * Messages that stand in span events: the conventions up to 1.36 (`gen_ai.user.message`, `gen_ai.choice`;
 * Strands writes Bedrock blocks as JSON into them) and `gen_ai.client.inference.operation.details`.
 */
export function messagesFromEvents(events: readonly SpanEvent[]): {
  readonly asked: readonly ChatMessage[];
  readonly answered: readonly ChatMessage[];
} {
  const asked: ChatMessage[] = [];
  const answered: ChatMessage[] = [];
  for (const event of events) {
    const role = roleFrom(messageEvent.exec(event.name)?.[1]);
    if (role !== undefined) asked.push(...legacyMessage(event, role));
    else if (event.name === 'gen_ai.choice') answered.push(...choice(event));
    else if (event.name === 'gen_ai.client.inference.operation.details') {
      asked.push(...systemFromParts(event.attributes['gen_ai.system_instructions']));
      asked.push(...(messagesFromParts(event.attributes['gen_ai.input.messages']) ?? []));
      answered.push(...(messagesFromParts(event.attributes['gen_ai.output.messages']) ?? []));
    }
  }
  return { asked, answered };
}

export function finishReasonsFromEvents(events: readonly SpanEvent[]): readonly string[] | undefined {
  return nonEmpty(
    events
      .filter((event) => event.name === 'gen_ai.choice')
      .map((event) => textOf(event.attributes.finish_reason))
      .filter((reason) => reason !== undefined),
  );
}

function legacyMessage({ attributes }: SpanEvent, role: ChatMessage['role']): readonly ChatMessage[] {
  const calls = unwrap(attributes.tool_calls);
  const content = unwrap(attributes.content) ?? null;
  return messagesFromItem({
    role,
    content,
    ...(calls !== undefined && { tool_calls: calls }),
    ...(attributes.id !== undefined && { id: attributes.id }),
  });
}

/** `message` is the whole message (OpenAI), its blocks (Strands) or its text. */
function choice({ attributes }: SpanEvent): readonly ChatMessage[] {
  const message = unwrap(attributes.message) ?? unwrap(attributes.content) ?? null;
  const whole = objectOf(message);
  const asItem =
    whole !== undefined && (at(whole, 'content') !== undefined || at(whole, 'tool_calls') !== undefined)
      ? messagesFromItem({ role: 'assistant', ...whole })
      : messagesFromItem({ role: 'assistant', content: message });
  // Strands' event-loop cycles carry the results of the tools in the same event.
  const results = unwrap(attributes['tool.result']);
  return results === undefined
    ? asItem
    : [...asItem, ...messagesFromItem({ role: 'user', content: results })];
}
