import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';
import { assign, type MutableObject } from '../../decode/assign.ts';
import { at, firstOf, listOf, nonEmpty, numberOf, objectOf, textOf } from '../values.ts';

/**
 * The whole answer out of the chunks of an OpenAI chat stream, in the form of an answer that was not streamed; what a
 * chunk says of the answer as a whole (model, usage, Azure's filter results) stays. `undefined` when they are other chunks.
 * @see https://platform.openai.com/docs/api-reference/chat/streaming
 */
export function answerFromChunks(chunks: Iterable<JsonValue>): JsonObject | undefined {
  const whole: MutableObject = {};
  const choices = new Map<number, Choice>();
  for (const chunk of chunks) {
    const deltas = listOf(at(chunk, 'choices'));
    if (deltas === undefined) return undefined;
    for (const key of wholeKeys) assignKnown(whole, key, at(chunk, key));
    for (const choice of deltas) addDelta(choices, choice);
  }
  const answered = nonEmpty(
    [...choices].sort(([a], [b]) => a - b).map(([, choice]) => answeredChoice(choice)),
  );
  return answered && { ...whole, choices: answered };
}

const wholeKeys = ['id', 'model', 'usage', 'prompt_filter_results'] as const;

interface Choice {
  text: string;
  reasoning: string;
  refusal: string;
  /** Of the choice as a whole: `finish_reason`, Azure's `content_filter_results`. */
  readonly more: MutableObject;
  readonly calls: Map<number, Call>;
}

interface Call {
  id: string;
  name: string;
  arguments: string;
}

function addDelta(choices: Map<number, Choice>, value: JsonValue): void {
  const choice = entryOf(choices, numberOf(at(value, 'index')) ?? 0, newChoice);
  for (const key of ['finish_reason', 'content_filter_results']) {
    assignKnown(choice.more, key, at(value, key));
  }
  const delta = at(value, 'delta');
  choice.text += textOf(at(delta, 'content')) ?? '';
  choice.reasoning += textOf(firstOf(delta, ['reasoning_content', 'reasoning'])) ?? '';
  choice.refusal += textOf(at(delta, 'refusal')) ?? '';
  for (const part of listOf(at(delta, 'tool_calls')) ?? []) {
    const call = entryOf(choice.calls, numberOf(at(part, 'index')) ?? 0, newCall);
    const body = at(part, 'function');
    call.id ||= textOf(at(part, 'id')) ?? '';
    call.name += textOf(at(body, 'name')) ?? '';
    call.arguments += textOf(at(body, 'arguments')) ?? '';
  }
}

function answeredChoice({ text, reasoning, refusal, more, calls }: Choice): JsonObject {
  const toolCalls = [...calls.values()].map(({ id, ...call }) => ({ id, type: 'function', function: call }));
  return {
    ...more,
    message: {
      role: 'assistant',
      content: text,
      ...(reasoning !== '' && { reasoning_content: reasoning }),
      ...(refusal !== '' && { refusal }),
      ...(toolCalls.length > 0 && { tool_calls: toolCalls }),
    },
  };
}

/** Chunks repeat what is not known yet as null, and Azure an empty object. */
function assignKnown(target: MutableObject, key: string, value: JsonValue | undefined): void {
  const object = objectOf(value);
  if (value === undefined || value === null || (object && Object.keys(object).length === 0)) return;
  assign(target, key, value);
}

function entryOf<T>(entries: Map<number, T>, index: number, create: () => T): T {
  const found = entries.get(index) ?? create();
  entries.set(index, found);
  return found;
}

function newChoice(): Choice {
  return { text: '', reasoning: '', refusal: '', more: {}, calls: new Map() };
}

function newCall(): Call {
  return { id: '', name: '', arguments: '' };
}
