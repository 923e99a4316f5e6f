import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/base/json.ts';
import { piecesOf, type Reply, replyTo, type Turn, textIn, tokens } from './reply.ts';

/** What Azure adds: what its content filter found in the question and in the answer. */
export const contentFilter = {
  hate: { filtered: false, severity: 'safe' },
  self_harm: { filtered: false, severity: 'safe' },
  sexual: { filtered: false, severity: 'safe' },
  violence: { filtered: false, severity: 'low' },
} as const;

const usage: JsonObject = {
  prompt_tokens: tokens.input,
  completion_tokens: tokens.output,
  total_tokens: tokens.input + tokens.output,
  prompt_tokens_details: { cached_tokens: tokens.cached, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: tokens.reasoning, audio_tokens: 0 },
};

const base = { id: 'chatcmpl-1', created: 1_750_000_000, system_fingerprint: 'fp_1' } as const;

interface ChatRequest {
  readonly body: JsonObject;
  readonly isAzure: boolean;
}

export function chatTurn(body: JsonObject): Turn {
  const messages = (Array.isArray(body.messages) ? body.messages : []).filter(isJsonObject);
  return {
    question: textIn(messages.findLast(({ role }) => role === 'user')?.content),
    isAfterTool: messages.at(-1)?.role === 'tool',
    hasTools: Array.isArray(body.tools),
    isStructured: isJsonObject(body.response_format) && body.response_format.type === 'json_schema',
  };
}

/** The answer of Chat Completions. @see https://platform.openai.com/docs/api-reference/chat/object */
export function chatCompletion({ body, isAzure }: ChatRequest): JsonObject {
  const reply = replyTo(chatTurn(body));
  const count = typeof body.n === 'number' ? body.n : 1;
  const choices = Array.from({ length: count }, (_, index) => ({
    index,
    message: assistantMessage(reply, index),
    finish_reason: finishReason(reply),
    logprobs: null,
    ...(isAzure && { content_filter_results: contentFilter }),
  }));
  const asked = [{ prompt_index: 0, content_filter_results: contentFilter }];
  return {
    ...base,
    object: 'chat.completion',
    model: answeringModel(body),
    choices,
    usage,
    ...(isAzure && { prompt_filter_results: asked }),
  };
}

/** The same answer as the chunks of a stream; usage where it is asked for. */
export function chatChunks({ body, isAzure }: ChatRequest): readonly JsonObject[] {
  const reply = replyTo(chatTurn(body));
  const chunk = (choices: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
    ...base,
    object: 'chat.completion.chunk',
    model: answeringModel(body),
    choices,
    ...more,
  });
  const filter: JsonObject = isAzure ? { content_filter_results: contentFilter } : {};
  const delta = (value: JsonObject, reason: JsonValue = null) =>
    chunk([{ index: 0, delta: value, finish_reason: reason, logprobs: null, ...(reason ? filter : {}) }]);
  const wantsUsage = isJsonObject(body.stream_options) && body.stream_options.include_usage === true;
  return [
    // Azure's first chunk has no choice, only what its filter found in the question.
    ...(isAzure
      ? [chunk([], { prompt_filter_results: [{ prompt_index: 0, content_filter_results: contentFilter }] })]
      : []),
    delta({ role: 'assistant', content: reply.toolCall ? null : '' }),
    ...piecesOf(reply.text).map((content) => delta({ content })),
    ...toolDeltas(reply).map((delta_) => delta(delta_)),
    delta({}, finishReason(reply)),
    ...(wantsUsage ? [chunk([], { usage })] : []),
  ];
}

/** The id and name come first, the arguments in two pieces. */
function toolDeltas({ toolCall }: Reply): readonly JsonObject[] {
  if (toolCall === undefined) return [];
  const text = JSON.stringify(toolCall.arguments);
  const middle = text.indexOf(',');
  const first = {
    index: 0,
    id: 'call_1',
    type: 'function',
    function: { name: toolCall.name, arguments: '' },
  };
  const more = [text.slice(0, middle), text.slice(middle)].map((piece) => ({
    index: 0,
    function: { arguments: piece },
  }));
  return [first, ...more].map((call) => ({ tool_calls: [call] }));
}

function assistantMessage({ text, toolCall, refusal, reasoning }: Reply, index: number): JsonObject {
  return {
    role: 'assistant',
    content: text === '' ? null : index === 0 ? text : `${text} (${index + 1})`,
    refusal: refusal ?? null,
    ...(reasoning !== undefined && { reasoning_content: reasoning }),
    ...(toolCall && {
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: toolCall.name, arguments: JSON.stringify(toolCall.arguments) },
        },
      ],
    }),
  };
}

function finishReason({ toolCall }: Reply): string {
  return toolCall ? 'tool_calls' : 'stop';
}

/** Providers answer with the dated model behind the name; Azure's requests name a deployment. */
export function answeringModel(body: JsonObject): string {
  return body.model === 'gpt-4o-mini' || body.model === undefined
    ? 'gpt-4o-mini-2024-07-18'
    : String(body.model);
}

/** @see https://platform.openai.com/docs/api-reference/embeddings/object */
export function embeddings(body: JsonObject): JsonObject {
  const inputs = Array.isArray(body.input) && typeof body.input[0] === 'string' ? body.input : [body.input];
  const vector = [0.25, -0.5, 0.125, 1];
  const encoded = Buffer.from(Float32Array.from(vector).buffer).toString('base64');
  return {
    object: 'list',
    model: String(body.model),
    data: inputs.map((_, index) => ({
      object: 'embedding',
      index,
      embedding: body.encoding_format === 'base64' ? encoded : vector,
    })),
    usage: { prompt_tokens: tokens.input, total_tokens: tokens.input },
  };
}
