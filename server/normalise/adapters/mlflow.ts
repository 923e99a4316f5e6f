import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import type { Chat } from '../../../protocol/model/chat.ts';
import type { Embeddings, SpanKind } from '../../../protocol/model/span.ts';
import type { Usage } from '../../../protocol/model/usage.ts';
import { assign, type MutableObject } from '../../decode/assign.ts';
import { isQuotedMlflow } from '../../decode/mlflowKeys.ts';
import type { RawSpan } from '../../decode/rawSpan.ts';
import { answeringModel, chatFromExchange, finishReasonsOf, requestTools } from '../chat/exchange.ts';
import { messagesFromList } from '../chat/message.ts';
import { saysAllOf } from '../chat/recorded.ts';
import { toolsFrom } from '../chat/tools.ts';
import { contentFilterOf } from '../contentFilter.ts';
import { documentsFrom } from '../documents.ts';
import type { ConventionAdapter, SpanFacts } from '../facts.ts';
import { isModelKind, kindFromWord } from '../kinds.ts';
import { parametersFrom } from '../parameters.ts';
import { moreDetailed, reportedCost, usageFrom, usageInResponse } from '../usage.ts';
import { at, defined, firstOf, listOf, numberOf, parseBounded, textOf, unwrap } from '../values.ts';
import { outputSoFar } from './mlflowPartial.ts';
import { answerOf, lastChunk } from './mlflowStream.ts';

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
  const recorded = read('mlflow.spanOutputs');
  const isMissing = recorded === undefined || (recorded === null && span.endNs === undefined);
  const outputs = isMissing ? (outputSoFar(span.events) ?? recorded) : recorded;
  const answer = isModelKind(kind) ? answerOf(span.events, read('events'), outputs) : outputs;
  const model = modelOf(read, inputs, answer);
  return defined<SpanFacts>({
    kind,
    inputs,
    outputs,
    model: isModelKind(kind) || kind === 'EMBEDDING' ? model : textOf(read('mlflow.llm.model')),
    provider: textOf(read('mlflow.llm.provider')) ?? textOf(at(read('metadata'), 'ls_provider')),
    parameters: hasParameters(kind) ? parametersOf(read, span.attributes, inputs) : undefined,
    finishReasons: isModelKind(kind) ? finishReasonsOf(answer) : undefined,
    contentFilter: isModelKind(kind) ? contentFilterOf(answer) : undefined,
    chat: chatOf(read, kind, inputs, answer),
    documents: kind === 'RETRIEVER' || kind === 'RERANKER' ? documentsFrom(outputs) : undefined,
    embeddings: kind === 'EMBEDDING' ? embeddingsOf(inputs, outputs, model) : undefined,
    usage: usageOf(span, read, kind, answer),
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

/** The SDK's own count leaves details out, and up to 3.8 what Anthropic read from its cache. */
function usageOf(
  span: RawSpan,
  read: Read,
  kind: SpanKind,
  answer: JsonValue | undefined,
): Usage | undefined {
  const recorded = usageFrom(read('mlflow.chat.tokenUsage'));
  if (!hasParameters(kind)) return recorded;
  const answered = usageInResponse(answer) ?? usageInResponse(lastChunk(span.events));
  return recorded === undefined ? answered : moreDetailed(recorded, answered);
}

function modelOf(
  read: Read,
  inputs: JsonValue | undefined,
  answer: JsonValue | undefined,
): string | undefined {
  // What answered before what was asked for: on Azure that is the name of a deployment.
  const found =
    answeringModel(answer) ??
    textOf(read('mlflow.llm.model')) ??
    textOf(at(inputs, 'model')) ??
    textOf(read('model'));
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
  return parametersFrom([
    at(inputs, 'options'),
    at(inputs, 'extra_body'),
    inputs,
    read('invocation_params'),
    plain,
  ]);
}

/**
 * `mlflow.chat.messages` (SDK 2.20–3.1, and by hand) holds question and answer; later SDKs leave both in inputs and
 * outputs. Where both are there, the one that says more.
 */
function chatOf(
  read: Read,
  kind: SpanKind,
  inputs: JsonValue | undefined,
  answer: JsonValue | undefined,
): Chat | undefined {
  const tools = toolsOf(read, inputs);
  const recorded = messagesFromList(unwrap(read('mlflow.chat.messages')));
  const isExchange =
    isModelKind(kind) || read('mlflow.message.format') !== undefined || isAnswer(inputs, answer);
  const exchange = isExchange ? chatFromExchange(inputs, answer)?.messages : undefined;
  const isRecordedLess = recorded && exchange && saysAllOf(exchange, recorded);
  const messages = isRecordedLess ? exchange : (recorded ?? exchange);
  if (messages !== undefined) return { messages, tools };
  return tools.length > 0 && (isExchange || read('mlflow.chat.tools') !== undefined)
    ? { messages: [], tools }
    : undefined;
}

/** The request itself has them all; LangChain's is in `invocation_params`. */
function toolsOf(read: Read, inputs: JsonValue | undefined): Chat['tools'] {
  const offered = toolsFrom(read('mlflow.chat.tools'));
  if (offered.length > 0) return offered;
  const asked = requestTools(inputs);
  return asked.length > 0 ? asked : requestTools(read('invocation_params'));
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
