import type { JsonObject } from '../../../protocol/base/json.ts';
import type { Chat } from '../../../protocol/model/chat.ts';
import type { Embeddings, RetrievedDocument, SpanKind } from '../../../protocol/model/span.ts';
import { assign, type MutableObject } from '../../decode/assign.ts';
import type { RawSpan } from '../../decode/rawSpan.ts';
import { messagesFromParts, systemFromParts } from '../chat/genAiParts.ts';
import { finishReasonsFromEvents, messagesFromEvents } from '../chat/legacyEvents.ts';
import { toolsFrom } from '../chat/tools.ts';
import { documentsFrom } from '../documents.ts';
import type { ConventionAdapter, SpanFacts } from '../facts.ts';
import { kindFromOperation } from '../kinds.ts';
import { reportedCost, usageOf } from '../usage.ts';
import { at, defined, listOf, nonEmpty, numberOf, textOf, unwrap } from '../values.ts';

/**
 * OpenTelemetry's GenAI conventions: the current attributes (1.37 and later) and what came before them, as far as
 * it is on the span (`gen_ai.system`, message events). Log records are another door.
 */
export const otelGenaiAdapter: ConventionAdapter = {
  id: 'otel-genai',
  detect: ({ attributes }) =>
    attributes['gen_ai.operation.name'] !== undefined ||
    attributes['gen_ai.provider.name'] !== undefined ||
    attributes['gen_ai.system'] !== undefined,
  read: readOtelGenai,
};

function readOtelGenai(span: RawSpan): SpanFacts {
  const { attributes } = span;
  const model = textOf(attributes['gen_ai.response.model']) ?? textOf(attributes['gen_ai.request.model']);
  const kind = kindOf(attributes, model);
  const fromEvents = messagesFromEvents(span.events);
  const documents = documentsOf(attributes);
  return defined<SpanFacts>({
    kind,
    ...payloads(span, kind, documents),
    model,
    provider:
      textOf(attributes['gen_ai.provider.name']) ?? textOf(attributes['gen_ai.system'])?.toLowerCase(),
    parameters: parametersOf(attributes),
    finishReasons: finishReasons(attributes) ?? finishReasonsFromEvents(span.events),
    chat: kind === 'TOOL' || kind === 'EMBEDDING' ? undefined : chatOf(attributes, fromEvents),
    documents,
    embeddings: kind === 'EMBEDDING' ? embeddingsOf(attributes, model) : undefined,
    usage: usageFromAttributes(attributes),
    cost: reportedCost(numberOf(attributes['operation.cost'])),
    session: textOf(attributes['gen_ai.conversation.id']) ?? textOf(attributes['session.id']),
    user: textOf(attributes['user.id']),
    functionName: kind === 'TOOL' ? textOf(attributes['gen_ai.tool.name']) : undefined,
  });
}

/** Spans of SDKs that name no operation but a model are calls of that model. */
function kindOf(attributes: JsonObject, model: string | undefined): SpanKind {
  const operation = textOf(attributes['gen_ai.operation.name']);
  if (operation !== undefined) return kindFromOperation(operation);
  return model === undefined ? 'UNKNOWN' : 'LLM';
}

type Payloads = Pick<SpanFacts, 'inputs' | 'outputs'>;

/** Inputs and outputs of what is no conversation; a conversation is in `chat`. */
function payloads(
  span: RawSpan,
  kind: SpanKind,
  documents: readonly RetrievedDocument[] | undefined,
): { readonly inputs: Payloads['inputs'] | undefined; readonly outputs: Payloads['outputs'] | undefined } {
  const { attributes, events } = span;
  if (kind === 'TOOL') {
    const asked = events.find((event) => event.name === 'gen_ai.tool.message')?.attributes;
    const answered = events.find((event) => event.name === 'gen_ai.choice')?.attributes;
    return {
      inputs: unwrap(attributes['gen_ai.tool.call.arguments'] ?? asked?.content),
      outputs: unwrap(attributes['gen_ai.tool.call.result'] ?? answered?.message),
    };
  }
  const query = textOf(attributes['gen_ai.retrieval.query.text']);
  if (query !== undefined || documents !== undefined) {
    return {
      inputs: query === undefined ? undefined : { query },
      outputs: unwrap(attributes['gen_ai.retrieval.documents']),
    };
  }
  return { inputs: unwrap(attributes['input.value']), outputs: unwrap(attributes['output.value']) };
}

function documentsOf(attributes: JsonObject): readonly RetrievedDocument[] | undefined {
  return documentsFrom(unwrap(attributes['gen_ai.retrieval.documents']));
}

function chatOf(attributes: JsonObject, events: ReturnType<typeof messagesFromEvents>): Chat | undefined {
  const system = systemFromParts(attributes['gen_ai.system_instructions']);
  const asked = messagesFromParts(attributes['gen_ai.input.messages']) ?? events.asked;
  const answered = messagesFromParts(attributes['gen_ai.output.messages']) ?? events.answered;
  const isSystemRepeated = asked[0]?.role === 'system';
  const messages = [...(isSystemRepeated ? [] : system), ...asked, ...answered];
  const tools = toolsFrom(attributes['gen_ai.tool.definitions']);
  return messages.length > 0 || tools.length > 0 ? { messages, tools } : undefined;
}

const requestPrefix = 'gen_ai.request.';

/** Every `gen_ai.request.*` but the model, under its short name. */
function parametersOf(attributes: JsonObject): JsonObject | undefined {
  const parameters: MutableObject = {};
  for (const key in attributes) {
    if (!key.startsWith(requestPrefix) || key === 'gen_ai.request.model') continue;
    assign(parameters, key.slice(requestPrefix.length), attributes[key] ?? null);
  }
  return Object.keys(parameters).length > 0 ? parameters : undefined;
}

/** A list of text, in Logfire 5 the JSON of one. */
function finishReasons(attributes: JsonObject): readonly string[] | undefined {
  const reasons = listOf(unwrap(attributes['gen_ai.response.finish_reasons']));
  return reasons && nonEmpty(reasons.filter((reason): reason is string => typeof reason === 'string'));
}

/** Only where the texts are recorded: the convention does not say how many were embedded. */
function embeddingsOf(attributes: JsonObject, model: string | undefined): Embeddings | undefined {
  const count = messagesFromParts(attributes['gen_ai.input.messages'])?.length;
  if (count === undefined) return undefined;
  return defined<Embeddings>({
    model,
    count,
    dimensions: numberOf(attributes['gen_ai.embeddings.dimension.count']),
  });
}

function usageFromAttributes(attributes: JsonObject): SpanFacts['usage'] {
  const count = (...keys: readonly string[]): number | undefined => {
    for (const key of keys) {
      const found = numberOf(at(attributes, `gen_ai.usage.${key}`));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return usageOf({
    input: count('input_tokens', 'prompt_tokens'),
    output: count('output_tokens', 'completion_tokens'),
    total: count('total_tokens'),
    cachedInput: count('cache_read.input_tokens', 'cache_read_input_tokens'),
    cacheWrite: count('cache_creation.input_tokens', 'cache_write.input_tokens', 'cache_write_input_tokens'),
    reasoning: count('reasoning.output_tokens', 'reasoning_tokens', 'details.reasoning_tokens'),
  });
}
