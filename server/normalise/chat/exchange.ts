import type { JsonValue } from '../../../protocol/base/json.ts';
import type { Chat, ChatMessage } from '../../../protocol/model/chat.ts';
import { at, display, firstOf, listOf, nonEmpty, objectOf, textOf } from '../values.ts';
import { contentParts } from './content.ts';
import { messagesFromParts, systemFromParts } from './genAiParts.ts';
import { messagesFromItem, messagesFromList } from './message.ts';
import { messagesFromItems } from './responses.ts';
import { toolsFrom } from './tools.ts';

/**
 * A conversation out of a provider call's arguments and its answer, whatever the provider: OpenAI chat,
 * completions and Responses, Anthropic, Ollama, Gemini, LangChain. `undefined` when neither is one.
 */
export function chatFromExchange(
  request: JsonValue | undefined,
  response: JsonValue | undefined,
): Chat | undefined {
  const asked = requestMessages(request);
  const answered = responseMessages(response, asked !== undefined);
  if (asked === undefined && answered === undefined) return undefined;
  return { messages: [...(asked ?? []), ...(answered ?? [])], tools: requestTools(request) };
}

export function requestTools(request: JsonValue | undefined): Chat['tools'] {
  return toolsFrom(firstOf(request, ['tools', 'functions']));
}

/** The messages of a request, its system prompt first. */
export function requestMessages(request: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const system = [...systemFromParts(firstOf(request, ['system', 'instructions', 'system_instruction']))];
  const messages =
    messagesFromList(request) ??
    nestedList(request) ??
    messagesFromList(at(request, 'messages')) ??
    nestedList(at(request, 'messages')) ??
    messagesFromItems(at(request, 'input')) ??
    messagesFromParts(at(request, 'contents')) ??
    prompt(firstOf(request, ['prompt', 'prompts', 'input', 'contents']));
  if (messages === undefined) return nonEmpty(system);
  return [...system, ...messages];
}

/** LangChain calls its models in batches: one conversation in a list is that conversation. */
function nestedList(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const batch = listOf(value);
  return batch?.length === 1 && Array.isArray(batch[0]) ? messagesFromList(batch[0]) : undefined;
}

function prompt(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const texts = typeof value === 'string' ? [value] : listOf(value);
  if (texts === undefined || !texts.every((text) => typeof text === 'string')) return undefined;
  return nonEmpty(texts.map((text) => ({ role: 'user' as const, content: contentParts(display(text)) })));
}

/** How Python shows an object that tells nothing of itself, such as a stream that nobody has read yet. */
const bareObject = /^<[\w.]+ object at 0x[\da-f]+>$/i;

/** The messages of an answer. Bare text counts only as the answer to a conversation. */
export function responseMessages(
  response: JsonValue | undefined,
  isConversation: boolean,
): readonly ChatMessage[] | undefined {
  if (typeof response === 'string') {
    const isSaid = isConversation && response !== '' && !bareObject.test(response);
    return isSaid ? [assistantText(response)] : undefined;
  }
  return (
    choiceMessages(at(response, 'choices')) ??
    choiceMessages(at(response, 'candidates')) ??
    generationMessages(at(response, 'generations')) ??
    messagesFromItems(at(response, 'output')) ??
    single(at(response, 'message')) ??
    single(response) ??
    ollamaText(response) ??
    messagesFromList(response)
  );
}

function single(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  return value === undefined ? undefined : nonEmpty(messagesFromItem(value));
}

/** `{message}` (chat), `{text}` (completions), `{content: {role, parts}}` (Gemini). */
function choiceMessages(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const choices = listOf(value);
  if (choices === undefined) return undefined;
  const messages = choices.flatMap((choice): readonly ChatMessage[] => {
    const message = single(at(choice, 'message'));
    if (message !== undefined) return message;
    const text = textOf(at(choice, 'text'));
    if (text !== undefined) return [assistantText(text)];
    const content = objectOf(at(choice, 'content'));
    return (content && messagesFromParts([content])) ?? [];
  });
  return nonEmpty(messages);
}

/** LangChain `LLMResult`: `{generations: [[{text, message}]]}`. */
function generationMessages(value: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const batches = listOf(value);
  if (batches === undefined) return undefined;
  const messages = batches.flatMap((batch) =>
    (listOf(batch) ?? [batch]).flatMap((generation): readonly ChatMessage[] => {
      const message = single(at(generation, 'message'));
      const text = textOf(at(generation, 'text'));
      return message ?? (text === undefined ? [] : [assistantText(text)]);
    }),
  );
  return nonEmpty(messages);
}

/** Ollama's `generate`: `{response, done}`. */
function ollamaText(response: JsonValue | undefined): readonly ChatMessage[] | undefined {
  const text = textOf(at(response, 'response'));
  return text === undefined ? undefined : [assistantText(text)];
}

function assistantText(text: string): ChatMessage {
  return { role: 'assistant', content: [{ type: 'text', text }] };
}

/** Why the model stopped, in the provider's own words. */
export function finishReasonsOf(response: JsonValue | undefined): readonly string[] | undefined {
  const choices = listOf(firstOf(response, ['choices', 'candidates']));
  const each = choices?.map((choice) => firstOf(choice, ['finish_reason', 'finishReason']));
  const langchain = generationsOf(response)?.map(
    (generation) =>
      at(at(generation, 'generation_info'), 'finish_reason') ??
      firstOf(metadataOf(generation), ['finish_reason', 'stop_reason']),
  );
  const incomplete = at(at(response, 'incomplete_details'), 'reason');
  const whole = [firstOf(response, ['stop_reason', 'done_reason', 'finish_reason']) ?? incomplete];
  const reasons = (each ?? langchain ?? whole).map(textOf).filter((reason) => reason !== undefined);
  return nonEmpty(reasons);
}

/** The model that answered, which providers name more exactly than it was asked for. */
export function answeringModel(response: JsonValue | undefined): string | undefined {
  const [generation] = generationsOf(response) ?? [];
  return (
    textOf(at(response, 'model')) ??
    textOf(at(at(response, 'llm_output'), 'model_name')) ??
    textOf(at(generation && metadataOf(generation), 'model_name'))
  );
}

/** Of LangChain's `LLMResult`, batches laid out flat. */
function generationsOf(response: JsonValue | undefined): readonly JsonValue[] | undefined {
  return listOf(at(response, 'generations'))?.flatMap((batch) => listOf(batch) ?? [batch]);
}

function metadataOf(generation: JsonValue): JsonValue | undefined {
  return at(at(generation, 'message'), 'response_metadata');
}
