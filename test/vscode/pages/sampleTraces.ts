import type { JsonObject, JsonValue } from '../../../protocol/base/json.ts';

/** A span to send: what a test wants to see of it. Times are milliseconds from the start of its trace. */
export interface SampleSpan {
  readonly name: string;
  /** Index of its parent in the trace; the first span is the root. */
  readonly parent?: number;
  readonly kind?: string;
  readonly at: number;
  readonly took: number;
  readonly inputs?: JsonValue;
  readonly outputs?: JsonValue;
  readonly attributes?: Readonly<Record<string, JsonValue>>;
  readonly error?: { readonly type: string; readonly message: string; readonly stacktrace: string };
}

export interface SampleTrace {
  readonly spans: readonly SampleSpan[];
  /** Milliseconds since the epoch. */
  readonly startMs: number;
  /** Tells traces apart: from 1. */
  readonly number: number;
}

/** Posts a trace as OTLP/JSON to the receiver on `port`, in bodies of at most `bodySpans` spans. */
export async function sendTrace(port: number, trace: SampleTrace, bodySpans = 2_000): Promise<void> {
  for (let from = 0; from < trace.spans.length; from += bodySpans) {
    const spans = trace.spans
      .slice(from, from + bodySpans)
      .map((span, index) => otlpSpan(trace, span, from + index));
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'mlflow' }, spans }] }] });
    const response = await fetch(`http://127.0.0.1:${port}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

export function oneSpan(): readonly SampleSpan[] {
  return [{ name: 'add_1', at: 0, took: 0.8, inputs: { x: 4 }, outputs: 5 }];
}

export function japanese(): readonly SampleSpan[] {
  const query = '10分以内に500円未満で作れる副菜を三つ、材料と手順も教えてください。';
  const filter = { max_minutes: 10, max_yen: 500, 種類: '副菜' };
  return [
    {
      name: '献立を考える',
      kind: 'CHAIN',
      at: 0,
      took: 1302,
      inputs: { query },
      outputs: '小松菜の胡麻和え',
    },
    { name: '条件の抽出', kind: 'LLM', parent: 0, at: 4, took: 961, inputs: { query }, outputs: filter },
    { name: 'レシピ検索', kind: 'RETRIEVER', parent: 0, at: 968, took: 320, inputs: filter, outputs: [] },
  ];
}

/** A chat whose only message has `characters` characters. */
export function longPrompt(characters: number): readonly SampleSpan[] {
  const sentence = 'The quick brown fox jumps over the lazy dog. ';
  const content = sentence.repeat(Math.ceil(characters / sentence.length)).slice(0, characters);
  const messages = [{ role: 'user', content }];
  return [
    {
      name: 'summarise',
      kind: 'CHAT_MODEL',
      at: 0,
      took: 8400,
      inputs: { messages },
      outputs: 'A fox and a dog.',
      attributes: { 'mlflow.chat.messages': messages },
    },
  ];
}

export function agent(): readonly SampleSpan[] {
  const question = { role: 'user', content: 'What is the tip for a $187.32 bill with a 22 % tip?' };
  const call = { name: 'calculate_tip', arguments: '{"bill_amount": 187.32, "tip_percentage": 22}' };
  const asked = { role: 'assistant', tool_calls: [{ id: 'call_1', type: 'function', function: call }] };
  const result = { role: 'tool', tool_call_id: 'call_1', content: '41.21' };
  const answer = { role: 'assistant', content: 'The tip is **$41.21**, so the bill comes to **$228.53**.' };
  const chat = (at: number, took: number, messages: readonly JsonObject[]): SampleSpan => ({
    name: 'ollama.chat',
    kind: 'CHAT_MODEL',
    parent: 0,
    at,
    took,
    inputs: { model: 'llama3.2', messages: messages.slice(0, -1) },
    outputs: messages.at(-1) ?? null,
    attributes: {
      'mlflow.chat.messages': messages,
      'mlflow.chat.tools': [tipTool],
      'mlflow.chat.tokenUsage': { input_tokens: 120, output_tokens: 45, total_tokens: 165 },
      model_name: 'llama3.2',
    },
  });
  return [
    { name: 'ToolCallingLoop', kind: 'AGENT', at: 0, took: 3420, inputs: question, outputs: answer.content },
    chat(20, 1740, [question, asked]),
    {
      name: 'ToolExecution_calculate_tip',
      kind: 'TOOL',
      parent: 0,
      at: 1765,
      took: 2.4,
      inputs: { bill_amount: 187.32, tip_percentage: 22 },
      outputs: 41.21,
    },
    chat(2330, 1080, [question, asked, result, answer]),
  ];
}

export function failure(): readonly SampleSpan[] {
  const message = 'Unknown mode: divide';
  const frames = [
    'in answer\n    return calculate(mode, x)',
    `in calculate\n    raise ValueError("${message}")`,
  ];
  const trace = frames.map((frame, index) => `  File "math_agent.py", line ${12 + index * 9}, ${frame}\n`);
  const stacktrace = `Traceback (most recent call last):\n${trace.join('')}ValueError: ${message}\n`;
  const error = { type: 'ValueError', message, stacktrace };
  return [
    { name: 'answer', kind: 'AGENT', at: 0, took: 412, inputs: { mode: 'divide', x: 3 }, error },
    { name: 'plan_the_calculation', kind: 'CHAIN', parent: 0, at: 2, took: 380, outputs: ['calculate'] },
    {
      name: 'calculate',
      kind: 'TOOL',
      parent: 0,
      at: 390,
      took: 1.9,
      inputs: { mode: 'divide', x: 3 },
      error,
    },
  ];
}

/** A root with steps of ten calls each. */
export function manySpans(count: number): readonly SampleSpan[] {
  return Array.from({ length: count }, (_, index): SampleSpan => {
    if (index === 0) return { name: 'evaluate', kind: 'EVALUATOR', at: 0, took: count };
    const place = (index - 1) % 11;
    const step = index - place;
    if (place === 0) return { name: `case ${index}`, kind: 'CHAIN', parent: 0, at: index, took: 11 };
    return {
      name: `call ${index}`,
      kind: place % 3 === 0 ? 'TOOL' : 'LLM',
      parent: step,
      at: index,
      took: 1,
    };
  });
}

const tipTool = {
  type: 'function',
  function: {
    name: 'calculate_tip',
    description: 'Calculate the tip amount based on the bill amount and a percentage.',
    parameters: {
      type: 'object',
      properties: { bill_amount: { type: 'number' }, tip_percentage: { type: 'number' } },
      required: ['bill_amount', 'tip_percentage'],
    },
  },
};

function otlpSpan({ number, startMs }: SampleTrace, span: SampleSpan, index: number): JsonObject {
  const { name, parent, at, took, error } = span;
  return {
    traceId: number.toString(16).padStart(32, '0'),
    spanId: spanId(index),
    ...(parent !== undefined && { parentSpanId: spanId(parent) }),
    name,
    startTimeUnixNano: nanos(startMs + at),
    endTimeUnixNano: nanos(startMs + at + took),
    status: error ? { code: 2, message: `${error.type}: ${error.message}` } : { code: 1 },
    attributes: attributesOf(span),
    events: error ? [exceptionEvent(error, nanos(startMs + at + took))] : [],
  };
}

function spanId(index: number): string {
  return (index + 1).toString(16).padStart(16, '0');
}

function nanos(millis: number): string {
  return String(BigInt(Math.round(millis * 1_000)) * 1_000n);
}

/** As MLflow writes them: each value is JSON text. */
function attributesOf({ kind, inputs, outputs, attributes }: SampleSpan): readonly JsonObject[] {
  const values: Readonly<Record<string, JsonValue | undefined>> = {
    'mlflow.spanType': kind ?? 'UNKNOWN',
    'mlflow.spanInputs': inputs,
    'mlflow.spanOutputs': outputs,
    ...attributes,
  };
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({ key, value: { stringValue: JSON.stringify(value) } }));
}

function exceptionEvent(
  { type, message, stacktrace }: NonNullable<SampleSpan['error']>,
  timeUnixNano: string,
) {
  const values = { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': stacktrace };
  const attributes = Object.entries(values).map(([key, value]) => ({ key, value: { stringValue: value } }));
  return { name: 'exception', timeUnixNano, attributes };
}
