import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { Chat } from '../../../protocol/model/chat.ts';
import type { Embeddings, SpanEvent, SpanKind } from '../../../protocol/model/span.ts';
import type { Usage } from '../../../protocol/model/usage.ts';
import { assign, type MutableObject } from '../../decode/assign.ts';
import { isQuotedMlflow } from '../../decode/mlflowKeys.ts';
import type { RawSpan } from '../../decode/rawSpan.ts';
import { chatFromExchange, finishReasonsOf, requestTools } from '../chat/exchange.ts';
import { messagesFromList } from '../chat/message.ts';
import { toolsFrom } from '../chat/tools.ts';
import { documentsFrom } from '../documents.ts';
import type { ConventionAdapter, SpanFacts } from '../facts.ts';
import { isModelKind, kindFromWord } from '../kinds.ts';
import { parametersFrom } from '../parameters.ts';
import { reportedCost, usageFrom, usageInResponse } from '../usage.ts';
import { at, defined, firstOf, listOf, numberOf, parseBounded, textOf, unwrap } from '../values.ts';

const traceTagPrefix = 'mlflow.traceTag.';

/**
 * MLflow's own spans (SDK 2.14–3.17). Values are typed when they came from the tracking server's OTLP or an
 * artifact, JSON text in plain OTLP exports; both are read.
 */
export const mlflowAdapter: ConventionAdapter = {
  id: 'mlflow',
  detect: ({ attributes }) =>
    attributes['mlflow.spanType'] !== undefined || attributes['mlflow.traceRequestId'] !== undefined,
  read: readMlflow,
};

function readMlflow(span: RawSpan): SpanFacts {
  const read = reader(span);
  const kind = kindFromWord(textOf(read('mlflow.spanType')) ?? 'UNKNOWN');
  const inputs = read('mlflow.spanInputs');
  const outputs = read('mlflow.spanOutputs');
  const model = modelOf(read, inputs, outputs);
  return defined<SpanFacts>({
    kind,
    inputs,
    outputs,
    model: isModelKind(kind) || kind === 'EMBEDDING' ? model : textOf(read('mlflow.llm.model')),
    provider: textOf(read('mlflow.llm.provider')),
    parameters: hasParameters(kind) ? parametersOf(read, span.attributes, inputs) : undefined,
    finishReasons: isModelKind(kind) ? finishReasonsOf(outputs) : undefined,
    chat: chatOf(read, kind, inputs, outputs),
    documents: kind === 'RETRIEVER' || kind === 'RERANKER' ? documentsFrom(outputs) : undefined,
    embeddings: kind === 'EMBEDDING' ? embeddingsOf(inputs, outputs, model) : undefined,
    usage: usageOf(span, read, kind, outputs),
    cost: reportedCost(numberOf(firstOf(read('mlflow.llm.cost'), ['total_cost', 'total']))),
    session: textOf(read('session.id')) ?? textOf(read('mlflow.trace.session')),
    user: textOf(read('user.id')) ?? textOf(read('mlflow.trace.user')),
    tags: tagsOf(span.attributes),
    functionName: textOf(read('mlflow.spanFunctionName')),
  });
}

type Read = (key: string) => JsonValue | undefined;

/**
 * Plain OTLP exports quote everything, so that a span whose type is quoted is JSON throughout; elsewhere
 * text is text, even if it happens to read like JSON.
 */
function reader({ attributes }: RawSpan): Read {
  if (!isQuotedMlflow(attributes)) return (key) => at(attributes, key);
  return (key) => {
    const value = at(attributes, key);
    return typeof value === 'string' ? parseBounded(value) : value;
  };
}

function hasParameters(kind: SpanKind): boolean {
  return isModelKind(kind) || kind === 'EMBEDDING';
}

function usageOf(
  span: RawSpan,
  read: Read,
  kind: SpanKind,
  outputs: JsonValue | undefined,
): Usage | undefined {
  const recorded = usageFrom(read('mlflow.chat.tokenUsage'));
  if (recorded !== undefined || !hasParameters(kind)) return recorded;
  return usageInResponse(outputs) ?? usageInStream(span.events);
}

/** SDKs up to 3.1 join a stream to bare text: its usage is in the last chunk, where the program asked for it. */
function usageInStream(events: readonly SpanEvent[]): Usage | undefined {
  const last = events.findLast(({ name }) => name.startsWith('mlflow.chunk.item.'));
  return usageInResponse(unwrap(last?.attributes['mlflow.chunk.value']));
}

function modelOf(
  read: Read,
  inputs: JsonValue | undefined,
  outputs: JsonValue | undefined,
): string | undefined {
  const found =
    textOf(read('mlflow.llm.model')) ??
    textOf(at(outputs, 'model')) ??
    textOf(at(inputs, 'model')) ??
    textOf(read('model')) ??
    textOf(at(at(outputs, 'llm_output'), 'model_name'));
  return found ?? textOf(firstOf(read('invocation_params'), ['model', 'model_name']));
}

function parametersOf(
  read: Read,
  attributes: JsonObject,
  inputs: JsonValue | undefined,
): JsonObject | undefined {
  const plain: MutableObject = {};
  for (const key of Object.keys(attributes)) {
    const value = key.includes('.') ? undefined : read(key);
    if (value !== undefined) assign(plain, key, value);
  }
  return parametersFrom([at(inputs, 'options'), inputs, read('invocation_params'), plain]);
}

/** `mlflow.chat.messages` (SDK 2.20–3.1) holds question and answer; later SDKs leave both in inputs and outputs. */
function chatOf(
  read: Read,
  kind: SpanKind,
  inputs: JsonValue | undefined,
  outputs: JsonValue | undefined,
): Chat | undefined {
  const offered = toolsFrom(read('mlflow.chat.tools'));
  const tools = offered.length > 0 ? offered : requestTools(inputs);
  const recorded = messagesFromList(unwrap(read('mlflow.chat.messages')));
  if (recorded !== undefined) return { messages: recorded, tools };
  if (!isModelKind(kind) && read('mlflow.message.format') === undefined && !isAnswer(inputs, outputs)) {
    return offered.length > 0 ? { messages: [], tools } : undefined;
  }
  const exchange = chatFromExchange(inputs, outputs);
  if (exchange !== undefined) return { messages: exchange.messages, tools };
  return tools.length > 0 ? { messages: [], tools } : undefined;
}

/** A provider's function traced by hand, without a span type: `{messages}` in, `{choices}` or `{message}` out. */
function isAnswer(inputs: JsonValue | undefined, outputs: JsonValue | undefined): boolean {
  return (
    messagesFromList(at(inputs, 'messages')) !== undefined &&
    firstOf(outputs, ['choices', 'message']) !== undefined
  );
}

function embeddingsOf(
  inputs: JsonValue | undefined,
  outputs: JsonValue | undefined,
  model: string | undefined,
): Embeddings | undefined {
  const data = listOf(firstOf(outputs, ['data', 'embeddings'])) ?? listOf(outputs);
  const vectors = data?.map((item) => listOf(at(item, 'embedding')) ?? listOf(item));
  // One vector alone (LangChain's embed_query) is a list of numbers.
  const isOneVector = typeof data?.[0] === 'number';
  const texts = firstOf(inputs, ['input', 'texts', 'text', 'prompt']);
  const count = isOneVector ? 1 : (data?.length ?? listOf(texts)?.length);
  if (count === undefined) return undefined;
  const dimensions = isOneVector ? data?.length : vectors?.[0]?.length;
  return defined<Embeddings>({ model, count, dimensions });
}

function tagsOf(attributes: JsonObject): JsonObject | undefined {
  const tags: MutableObject = {};
  let found = false;
  for (const key in attributes) {
    if (!key.startsWith(traceTagPrefix)) continue;
    assign(tags, key.slice(traceTagPrefix.length), attributes[key] ?? null);
    found = true;
  }
  return found ? tags : undefined;
}
