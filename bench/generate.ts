/**
 * Load that looks like an agent's: deterministic traces of twenty spans on four levels (agent over three
 * steps of model call, tool over HTTP call, retriever over embedding, then a last model call), children first
 * as exporters send them. About 0.7 KB a span on the wire, 1.4 KB for model calls.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

export interface GeneratedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly name: string;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly error?: string;
}

interface Shape {
  readonly name: string;
  readonly kind: string;
  readonly parent: number;
}

const step = (index: number, parent: number): readonly Shape[] => [
  { name: `step_${index}`, kind: 'CHAIN', parent: 0 },
  { name: 'chat gpt-4o-mini', kind: 'LLM', parent },
  { name: 'tool.search', kind: 'TOOL', parent },
  { name: 'GET /search', kind: 'CHAIN', parent: parent + 2 },
  { name: 'retrieve', kind: 'RETRIEVER', parent },
  { name: 'embed', kind: 'EMBEDDING', parent: parent + 4 },
];

const shape: readonly Shape[] = [
  { name: 'agent', kind: 'AGENT', parent: -1 },
  ...step(0, 1),
  ...step(1, 7),
  ...step(2, 13),
  { name: 'chat final', kind: 'LLM', parent: 0 },
];

const words =
  'the agent asked for a weather report in Lisbon and compared flights hotels prices before it answered with a short plan and listed tools documents policy refund order customer ticket invoice'.split(
    ' ',
  );

/** A small deterministic random source (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` traces of twenty spans, the first starting at `baseNs`, one every 20 ms. */
export function* generateTraces(
  count: number,
  baseNs: bigint,
  seed = 1,
): Generator<readonly GeneratedSpan[]> {
  const random = randomFrom(seed);
  for (let index = 0; index < count; index++) {
    yield traceOf(random, index, baseNs + BigInt(index) * 20_000_000n);
  }
}

function traceOf(random: () => number, index: number, start: bigint): readonly GeneratedSpan[] {
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  const traceId = `1${hex(31)}`;
  const ids = shape.map(() => `1${hex(15)}`);
  const spans = shape.map(({ name, kind, parent }, position): GeneratedSpan => {
    const parentId = ids[parent];
    const failed = kind === 'TOOL' && (index + position) % 97 === 0;
    return {
      traceId,
      spanId: ids[position] ?? '',
      ...(parentId !== undefined && { parentId }),
      name,
      startNs: start + BigInt(position) * 1_000_000n,
      endNs: start + BigInt(position + 20) * 1_000_000n,
      attributes: kind === 'LLM' ? modelAttributes(random, index) : plainAttributes(random, kind, index),
      ...(failed && { error: 'search failed: 503' }),
    };
  });
  return spans.reverse();
}

function text(random: () => number, length: number): string {
  let result = '';
  while (result.length < length) result += `${words[Math.floor(random() * words.length)]} `;
  return result.slice(0, length);
}

function modelAttributes(random: () => number, index: number): GeneratedSpan['attributes'] {
  const messages = [
    { role: 'system', content: text(random, 120) },
    { role: 'user', content: text(random, 220) },
    { role: 'assistant', content: text(random, 180) },
  ];
  const answer = { choices: [{ message: { role: 'assistant', content: text(random, 230) } }] };
  const input = 150 + (index % 50);
  const output = 60 + (index % 20);
  return {
    'openinference.span.kind': 'LLM',
    'gen_ai.operation.name': 'chat',
    'gen_ai.system': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'llm.model_name': 'gpt-4o-mini',
    'gen_ai.request.temperature': 0.2,
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
    'llm.token_count.prompt': input,
    'llm.token_count.completion': output,
    'llm.token_count.total': input + output,
    'input.mime_type': 'application/json',
    'input.value': JSON.stringify({ messages }),
    'output.mime_type': 'application/json',
    'output.value': JSON.stringify(answer),
  };
}

function plainAttributes(random: () => number, kind: string, index: number): GeneratedSpan['attributes'] {
  return {
    'openinference.span.kind': kind,
    'code.function.name': `app.steps.fn_${index % 40}`,
    'code.file.path': '/home/dev/app/steps.py',
    'code.line.number': 10 + (index % 400),
    'input.value': text(random, 130),
    'output.value': text(random, 130),
  };
}

/** The spans of many traces as request bodies of `spansPerBody`. */
export function* generateBodies(
  traces: Iterable<readonly GeneratedSpan[]>,
  spansPerBody = 512,
): Generator<{ readonly body: Uint8Array; readonly spans: number }> {
  let pending: GeneratedSpan[] = [];
  for (const spans of traces) {
    pending.push(...spans);
    while (pending.length >= spansPerBody) {
      const batch = pending.slice(0, spansPerBody);
      pending = pending.slice(spansPerBody);
      yield { body: encodeRequest(batch), spans: batch.length };
    }
  }
  if (pending.length > 0) yield { body: encodeRequest(pending), spans: pending.length };
}

/** An OTLP `ExportTraceServiceRequest` (field numbers: opentelemetry-proto 1.x). */
export function encodeRequest(spans: readonly GeneratedSpan[]): Uint8Array {
  const writer = new BinaryWriter();
  nested(writer, 1, () => {
    nested(writer, 1, () => {
      keyValue(writer, 1, 'service.name', 'load-app');
      keyValue(writer, 1, 'telemetry.sdk.language', 'python');
    });
    nested(writer, 2, () => {
      nested(writer, 1, () => writer.tag(1, WireType.LengthDelimited).string('load-gen'));
      for (const span of spans) nested(writer, 2, () => spanFields(writer, span));
    });
  });
  return writer.finish();
}

function spanFields(writer: BinaryWriter, span: GeneratedSpan): void {
  writer.tag(1, WireType.LengthDelimited).bytes(Buffer.from(span.traceId, 'hex'));
  writer.tag(2, WireType.LengthDelimited).bytes(Buffer.from(span.spanId, 'hex'));
  if (span.parentId) writer.tag(4, WireType.LengthDelimited).bytes(Buffer.from(span.parentId, 'hex'));
  writer.tag(5, WireType.LengthDelimited).string(span.name);
  writer.tag(6, WireType.Varint).uint32(1);
  writer.tag(7, WireType.Bit64).fixed64(span.startNs);
  writer.tag(8, WireType.Bit64).fixed64(span.endNs);
  for (const [key, value] of Object.entries(span.attributes)) keyValue(writer, 9, key, value);
  const { error } = span;
  if (error !== undefined) {
    nested(writer, 11, () => {
      writer.tag(1, WireType.Bit64).fixed64(span.endNs);
      writer.tag(2, WireType.LengthDelimited).string('exception');
      keyValue(writer, 3, 'exception.type', 'ValueError');
      keyValue(writer, 3, 'exception.message', error);
    });
  }
  nested(writer, 15, () => {
    if (error !== undefined) writer.tag(2, WireType.LengthDelimited).string(error);
    writer.tag(3, WireType.Varint).uint32(error === undefined ? 1 : 2);
  });
}

function keyValue(writer: BinaryWriter, field: number, key: string, value: string | number): void {
  nested(writer, field, () => {
    writer.tag(1, WireType.LengthDelimited).string(key);
    nested(writer, 2, () => {
      if (typeof value === 'string') writer.tag(1, WireType.LengthDelimited).string(value);
      else if (Number.isInteger(value)) writer.tag(3, WireType.Varint).int64(value);
      else writer.tag(4, WireType.Bit64).double(value);
    });
  });
}

function nested(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}
