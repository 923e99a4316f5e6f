import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { Chat } from '../../../protocol/model/chat.ts';
import type { Embeddings, RetrievedDocument } from '../../../protocol/model/span.ts';
import { assign, type MutableObject } from '../../decode/assign.ts';
import type { RawSpan } from '../../decode/rawSpan.ts';
import { chatFromExchange, finishReasonsOf } from '../chat/exchange.ts';
import { messageFromOpenInference } from '../chat/openinference.ts';
import { toolFrom } from '../chat/tools.ts';
import { documentFrom } from '../documents.ts';
import type { ConventionAdapter, SpanFacts } from '../facts.ts';
import { unflatten } from '../flattened.ts';
import { isModelKind, kindFromWord } from '../kinds.ts';
import { reportedCost, usageInResponse, usageOf } from '../usage.ts';
import {
  at,
  defined,
  listOf,
  nonEmpty,
  numberOf,
  objectOf,
  parseBounded,
  textOf,
  unwrap,
} from '../values.ts';

const lists = [
  'llm.input_messages.',
  'llm.output_messages.',
  'llm.tools.',
  'retrieval.documents.',
  'reranker.output_documents.',
  'embedding.embeddings.',
] as const;

/**
 * OpenInference (Arize; spec of 2026-08). Detected by the span kind alone: context attributes of the same
 * convention are stamped on foreign spans, too.
 */
export const openInferenceAdapter: ConventionAdapter = {
  id: 'openinference',
  detect: ({ attributes }) => attributes['openinference.span.kind'] !== undefined,
  read: readOpenInference,
};

function readOpenInference({ attributes }: RawSpan): SpanFacts {
  const kind = kindFromWord(textOf(attributes['openinference.span.kind']) ?? 'UNKNOWN');
  const flat = unflatten(attributes, lists);
  const inputs = payload(attributes, 'input');
  const outputs = payload(attributes, 'output');
  const model = modelOf(attributes);
  const isModel = isModelKind(kind);
  return defined<SpanFacts>({
    kind,
    inputs,
    outputs,
    model,
    provider: textOf(attributes['llm.provider']) ?? textOf(attributes['llm.system']),
    parameters: parametersOf(attributes),
    finishReasons: finishReasons(attributes) ?? (isModel ? finishReasonsOf(outputs) : undefined),
    chat: chatOf(flat, isModel, inputs, outputs),
    documents: nonEmpty(
      [...flat['retrieval.documents.'], ...flat['reranker.output_documents.']]
        .map((entry) => documentFrom(at(entry, 'document') ?? entry))
        .filter((document): document is RetrievedDocument => document !== undefined),
    ),
    embeddings: embeddingsOf(flat['embedding.embeddings.'], model),
    usage: tokenCounts(attributes) ?? (isModel ? usageInResponse(outputs) : undefined),
    cost: reportedCost(numberOf(attributes['llm.cost.total'])),
    session: textOf(attributes['session.id']),
    user: textOf(attributes['user.id']),
    tags: tagsOf(attributes['tag.tags']),
    functionName: textOf(attributes['tool.name']),
  });
}

/** The MIME type says whether the text is JSON; other value types are taken as they are. */
function payload(attributes: JsonObject, side: 'input' | 'output'): JsonValue | undefined {
  const value = attributes[`${side}.value`];
  if (typeof value !== 'string') return value;
  return attributes[`${side}.mime_type`] === 'application/json' ? parseBounded(value) : value;
}

function modelOf(attributes: JsonObject): string | undefined {
  const asked = unwrap(
    attributes['llm.invocation_parameters'] ?? attributes['embedding.invocation_parameters'],
  );
  return (
    textOf(attributes['llm.model_name']) ??
    textOf(attributes['llm.response.model_name']) ??
    textOf(attributes['llm.request.model_name']) ??
    textOf(attributes['embedding.model_name']) ??
    textOf(attributes['reranker.model_name']) ??
    textOf(at(asked, 'model')) ??
    textOf(at(asked, 'model_name'))
  );
}

/** What of a request has its own place. LangChain adds its class as `_type`. */
const elsewhere: ReadonlySet<string> = new Set(['model', 'model_name', 'messages', 'tools', '_type']);

/** Invocation parameters are exactly the request's, so all of them count. */
function parametersOf(attributes: JsonObject): JsonObject | undefined {
  const given = attributes['llm.invocation_parameters'] ?? attributes['embedding.invocation_parameters'];
  const all = objectOf(unwrap(given));
  if (all === undefined) return undefined;
  const parameters: MutableObject = {};
  for (const key of Object.keys(all)) {
    const value = all[key];
    if (!elsewhere.has(key) && value !== null && value !== undefined) {
      assign(parameters, key, value);
    }
  }
  return Object.keys(parameters).length > 0 ? parameters : undefined;
}

function finishReasons(attributes: JsonObject): readonly string[] | undefined {
  const reason = textOf(attributes['llm.finish_reason']);
  return reason === undefined ? undefined : [reason];
}

/** Where only a raw request and response were recorded (streams through openai-agents), those are read. */
function chatOf(
  flat: Readonly<Record<(typeof lists)[number], readonly JsonValue[]>>,
  isModel: boolean,
  inputs: JsonValue | undefined,
  outputs: JsonValue | undefined,
): Chat | undefined {
  const asked = flat['llm.input_messages.'].flatMap(messageFromOpenInference);
  const answered = flat['llm.output_messages.'].flatMap(messageFromOpenInference);
  const tools = flat['llm.tools.']
    .map((entry) => toolFrom(unwrap(at(at(entry, 'tool'), 'json_schema') ?? at(entry, 'tool') ?? entry)))
    .filter((tool) => tool !== undefined);
  const raw =
    isModel && (asked.length === 0 || answered.length === 0) ? chatFromExchange(inputs, outputs) : undefined;
  if (raw !== undefined && asked.length === 0 && answered.length === 0) {
    return { messages: raw.messages, tools: tools.length > 0 ? tools : raw.tools };
  }
  const late = answered.length === 0 ? (chatFromExchange(undefined, outputs)?.messages ?? []) : [];
  const messages = [...asked, ...answered, ...(isModel ? late : [])];
  return messages.length > 0 || tools.length > 0 ? { messages, tools } : undefined;
}

function embeddingsOf(entries: readonly JsonValue[], model: string | undefined): Embeddings | undefined {
  if (entries.length === 0) return undefined;
  const dimensions = listOf(at(at(entries[0], 'embedding'), 'vector'))?.length;
  return defined<Embeddings>({ model, count: entries.length, dimensions });
}

function tokenCounts(attributes: JsonObject): SpanFacts['usage'] {
  const count = (key: string): number | undefined => numberOf(attributes[`llm.token_count.${key}`]);
  return usageOf({
    input: count('prompt'),
    output: count('completion'),
    total: count('total'),
    cachedInput: count('prompt_details.cache_read'),
    cacheWrite: count('prompt_details.cache_write'),
    reasoning: count('completion_details.reasoning'),
  });
}

function tagsOf(value: JsonValue | undefined): JsonObject | undefined {
  const tags: MutableObject = {};
  for (const tag of listOf(value) ?? []) if (typeof tag === 'string') assign(tags, tag, true);
  return Object.keys(tags).length > 0 ? tags : undefined;
}
