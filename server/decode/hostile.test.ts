import { readFileSync } from 'node:fs';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseSpan } from '../normalise/normalise.ts';
import { decodeMlflowArtifact } from './mlflowArtifact.ts';
import { decodeOtlpJson } from './otlpJson.ts';
import { decodeOtlpProtobuf } from './otlpProtobuf.ts';
import { DecodeError, type RawSpan } from './rawSpan.ts';

const data = new URL('../../test/captures/data/', import.meta.url);
const realBody = readFileSync(new URL('otlp/mlflow-3.4/001.traces.pb', data));
const realJson = readFileSync(new URL('otlp/vercel-ai-5-json/001.traces.json', data), 'utf8');

/** Spans or a `DecodeError`; anything else fails the test. What was read must survive the next stages, too. */
function readOrRefuse(read: () => readonly RawSpan[]): readonly RawSpan[] | undefined {
  let spans: readonly RawSpan[];
  try {
    spans = read();
  } catch (error) {
    expect(DecodeError.is(error), String(error)).toBe(true);
    return undefined;
  }
  for (const span of spans) {
    const normalised = normaliseSpan(span);
    expect(normalised.issues).toEqual([]);
    JSON.stringify(normalised);
  }
  return spans;
}

describe('protobuf', () => {
  it('random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        readOrRefuse(() => decodeOtlpProtobuf(bytes));
      }),
    );
  });

  it('a real body cut at every offset', () => {
    for (let end = 1; end < realBody.length; end++) {
      const cut = realBody.subarray(0, end);
      expect(() => decodeOtlpProtobuf(cut), `${end} bytes`).toThrow(DecodeError);
    }
  });

  it('a real body with changed bytes', () => {
    const change = fc.tuple(fc.nat(realBody.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(realBody);
        for (const [at, value] of changes) bytes[at] = value;
        readOrRefuse(() => decodeOtlpProtobuf(bytes));
      }),
      { numRuns: 500 },
    );
  });

  it('values nested without end', () => {
    const asList = (value: Uint8Array) => nest(5, nest(1, value));
    const asMap = (value: Uint8Array) => nest(6, nest(1, keyValue('k', value)));
    for (const wrap of [asList, asMap]) {
      let value: Uint8Array = new Uint8Array();
      for (let level = 0; level < 5000; level++) value = wrap(value);
      const body = spanBody((writer) => attribute(writer, 'deep', value));
      expect(() => decodeOtlpProtobuf(body)).toThrow(/nested deeper than 64 levels/);
    }
  });

  it.each([
    ['a varint of eleven bytes', new Uint8Array([...new Array<number>(11).fill(0xff), 1])],
    ['a length beyond the body', new Uint8Array([0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f])],
    ['field number 0', new Uint8Array([0x02, 0x00])],
    ['an unmatched end of group', new Uint8Array([0x1c])],
    ['an endless group', new Uint8Array(1000).fill(0x1b)],
    ['resource_spans as varint', new Uint8Array([0x08, 0x01])],
    ['JSON', new TextEncoder().encode('{"resourceSpans":[]}')],
  ])('%s', (_, bytes) => expect(() => decodeOtlpProtobuf(bytes)).toThrow(DecodeError));

  it('many attributes and huge keys', () => {
    const body = spanBody((writer) => {
      for (let index = 0; index < 20_000; index++)
        attribute(writer, `llm.input_messages.${index}.message.role`);
      attribute(writer, `llm.input_messages.0.${'a.'.repeat(10_000)}b`);
      attribute(writer, 'k'.repeat(1_000_000));
    });
    expect(readOrRefuse(() => decodeOtlpProtobuf(body))).toHaveLength(1);
  });
});

describe('JSON', () => {
  const readers = [
    ['OTLP/JSON', decodeOtlpJson],
    ['traces.json', decodeMlflowArtifact],
  ] as const;

  it.each(readers)('%s: any JSON value', (_, read) => {
    fc.assert(fc.property(fc.json(), (text) => void readOrRefuse(() => read(text))));
  });

  it.each(readers)('%s: any bytes', (_, read) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readOrRefuse(() => read(bytes))),
    );
  });

  it('a real body cut anywhere', () => {
    for (let end = 0; end < realJson.length; end += 97) {
      expect(() => decodeOtlpJson(realJson.slice(0, end))).toThrow(DecodeError);
    }
  });

  it('a real body with any one value replaced by another', () => {
    const other = fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.string({ unit: 'binary' }),
      fc.constant([]),
      fc.constant({}),
    );
    const places = [...realJson.matchAll(/"[^"\\]*"|\d+|true/g)].map(
      (match) => [match.index, match[0].length] as const,
    );
    fc.assert(
      fc.property(fc.nat(places.length - 1), other, (place, value) => {
        const [at, length] = places[place] ?? [0, 0];
        const text = realJson.slice(0, at) + JSON.stringify(value) + realJson.slice(at + length);
        readOrRefuse(() => decodeOtlpJson(text));
      }),
      { numRuns: 300 },
    );
  });

  it('nesting without end', () => {
    const deep = '[{"arrayValue":{"values":'.repeat(20_000);
    const value = `{"arrayValue":{"values":${deep}[]${'}}]'.repeat(20_000)}}}`;
    expect(() => decodeOtlpJson(jsonBody(`[{"key":"deep","value":${value}}]`))).toThrow(/nested deeper/);
    expect(() => decodeOtlpJson('['.repeat(200_000))).toThrow(DecodeError);
    const inText = JSON.stringify(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    const artifact = `{"spans":[${v2Span(`{"mlflow.spanType":"\\"LLM\\"","mlflow.spanInputs":${inText}}`)}]}`;
    const [span] = readOrRefuse(() => decodeMlflowArtifact(artifact)) ?? [];
    expect(typeof span?.attributes['mlflow.spanInputs']).toBe('string');
  });
});

it('any attribute under any name that an adapter reads', () => {
  const names = [
    'mlflow.spanType',
    'mlflow.spanInputs',
    'mlflow.spanOutputs',
    'mlflow.chat.messages',
    'mlflow.chat.tools',
    'mlflow.chat.tokenUsage',
    'openinference.span.kind',
    'input.value',
    'output.value',
    'llm.input_messages.0.message.contents.0.message_content.image',
    'llm.input_messages.0.message',
    'llm.tools.0.tool.json_schema',
    'gen_ai.operation.name',
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.tool.definitions',
    'gen_ai.system_instructions',
    'gen_ai.retrieval.documents',
  ];
  const words = fc.constantFrom(
    'messages',
    'role',
    'content',
    'parts',
    'type',
    'text',
    'choices',
    'message',
    'user',
    'tool_calls',
    '__proto__',
    'constructor',
  );
  const shape = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      words,
      fc.jsonValue({ maxDepth: 1 }),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(words, tie('value'), { maxKeys: 4 }),
    ),
  })).value;
  const asSent = shape.chain((value) => fc.constantFrom(value, JSON.stringify(value)));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), asSent, { minKeys: 1 }), (attributes) => {
      const text = JSON.stringify(attributes);
      readOrRefuse(() => decodeMlflowArtifact(`{"spans":[${v2Span(text)}]}`));
    }),
    { numRuns: 500 },
  );
});

it('keeps lone surrogates and keys of Object.prototype as data', () => {
  const key = '__proto__';
  const body = spanBody((writer) => {
    attribute(writer, key, text('polluted'));
    attribute(writer, 'map', nest(6, nest(1, keyValue(key, text('deep')))));
  });
  const [span] = decodeOtlpProtobuf(body);
  expect(Object.getOwnPropertyDescriptor(span?.attributes, key)?.value).toBe('polluted');
  expect(Object.getPrototypeOf(span?.attributes)).toBe(Object.prototype);
  expect(JSON.stringify(span?.attributes.map)).toBe('{"__proto__":"deep"}');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  const [json] = decodeOtlpJson(jsonBody('[{"key":"__proto__","value":{"stringValue":"\\ud800"}}]'));
  expect(Object.getOwnPropertyDescriptor(json?.attributes, key)?.value).toBe('\ud800');
});

function v2Span(attributes: string): string {
  return `{"name":"n","context":{"span_id":"0x00000000000000a1","trace_id":"0x000000000000000000000000000000b2"},"start_time":1,"attributes":${attributes}}`;
}

function jsonBody(attributes: string): string {
  const ids = '"traceId":"000000000000000000000000000000b2","spanId":"00000000000000a1"';
  return `{"resourceSpans":[{"scopeSpans":[{"spans":[{${ids},"attributes":${attributes}}]}]}]}`;
}

function nest(field: number, inner: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(inner).finish();
}

function text(value: string): Uint8Array {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).string(value).finish();
}

function keyValue(key: string, value: Uint8Array): Uint8Array {
  const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).string(key);
  return writer.tag(2, WireType.LengthDelimited).bytes(value).finish();
}

function attribute(writer: BinaryWriter, key: string, value: Uint8Array = text('x')): void {
  writer.tag(9, WireType.LengthDelimited).bytes(keyValue(key, value));
}

function spanBody(fill: (writer: BinaryWriter) => void): Uint8Array {
  const span = new BinaryWriter();
  span.tag(1, WireType.LengthDelimited).bytes(new Uint8Array(16).fill(1));
  span.tag(2, WireType.LengthDelimited).bytes(new Uint8Array(8).fill(2));
  fill(span);
  return nest(1, nest(2, nest(2, span.finish())));
}
