import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeMlflowArtifact } from '../decode/mlflowArtifact.ts';
import { decodeOtlpJson } from '../decode/otlpJson.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import { toArtifactV2, toArtifactV3, toProtoJson } from './mlflowJson.ts';

const common = { name: 'n', parent_id: null, start_time: 1, end_time: 2 };
const id = { trace_id: '0x1280994b9139456a5e56167f70ca0b3d', span_id: '0x00f067aa0ba902b7' };
const spanType = { 'mlflow.spanType': '"TOOL"' };

/** A span with one attribute, and an event with the same as plain JSON. */
function artifactOf(json: string): string {
  const span = { ...common, context: id, attributes: { ...spanType, key: json } };
  const event = `{"name":"e","timestamp":3,"attributes":{"key":${json}}}`;
  return `{"spans":[${JSON.stringify(span).slice(0, -1)},"events":[${event}]}]}`;
}

/** As the store keeps it. */
function kept(spans: readonly RawSpan[]): readonly RawSpan[] {
  return JSON.parse(JSON.stringify(spans)) as readonly RawSpan[];
}

function attributeText(artifact: string): unknown {
  const { spans } = JSON.parse(artifact) as { spans: readonly { attributes: Record<string, string> }[] };
  return spans[0]?.attributes.key;
}

/** JSON as Python's `json.dumps` writes it. */
const json = fc.letrec<{ value: string; number: string }>((tie) => ({
  number: fc.oneof(
    fc.integer().map(String),
    fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(String),
    fc.integer().map((whole) => `${whole}.0`),
    fc.constantFrom('9007199254740991', '9007199254740993', '9007199254740994.0', '1e+16', '1e+300', '0.5'),
  ),
  value: fc.oneof(
    { maxDepth: 4 },
    tie('number'),
    fc.string().map((text) => JSON.stringify(text)),
    fc.constantFrom('null', 'true', '"1.0"', '"9007199254740993"', '"\\u0000"'),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom('a', 'b/c', 'constructor', '__proto__'), tie('value')), {
        selector: ([key]) => key,
      })
      .map((entries) => `{${entries.map(([key, value]) => `"${key}": ${value}`).join(', ')}}`),
  ),
})).value;

it('an artifact gives back the text of every value that it brought', () => {
  fc.assert(
    fc.property(json, (text) => {
      const spans = kept(decodeMlflowArtifact(artifactOf(text)));
      expect(attributeText(toArtifactV2(spans))).toBe(text);
      expect(attributeText(toArtifactV3(spans))).toBe(text);
      expect(toArtifactV2(spans)).toContain(`"attributes":{"key": ${text}}`);
      expect(kept(decodeMlflowArtifact(toArtifactV3(spans)))[0]?.attributes.key).toEqual(
        spans[0]?.attributes.key,
      );
    }),
    { numRuns: 2000 },
  );
});

it.each(['NaN', '-Infinity', '{"a": [Infinity, "Infinity"]}'])('%s, which is no JSON, too', (text) => {
  expect(
    attributeText(
      toArtifactV3(
        kept(decodeMlflowArtifact(artifactOf(`{"x": 1, "y": ${text}}`))).map((span) => ({
          ...span,
          events: [],
        })),
      ),
    ),
  ).toBe(`{"x": 1, "y": ${text}}`);
});

it.each([
  ['1', { int_value: 1 }],
  ['1.0', { double_value: 1 }],
  ['0.5', { double_value: 0.5 }],
  ['9007199254740993', { int_value: '9007199254740993' }],
  ['-9223372036854775808', { int_value: '-9223372036854775808' }],
  ['9223372036854775808', { string_value: '9223372036854775808' }],
  ['"9007199254740993"', { string_value: '9007199254740993' }],
  ['NaN', { double_value: 'NaN' }],
  ['[1.0, 2.0]', { array_value: { values: [{ double_value: 1 }, { double_value: 2 }] } }],
  [
    '{"a": [1, 1.0]}',
    {
      kvlist_value: {
        values: [{ key: 'a', value: { array_value: { values: [{ int_value: 1 }, { double_value: 1 }] } } }],
      },
    },
  ],
])('traces/get types %s as it was, in attributes and events', (text, value) => {
  const [span] = kept(decodeMlflowArtifact(artifactOf(text)));
  const proto = toProtoJson(span!);
  expect(proto.attributes).toContainEqual({ key: 'key', value });
  expect(proto.events).toMatchObject([{ attributes: [{ key: 'key', value }] }]);
});

it('typed values by OTLP read back as typed values, and as text', () => {
  const given = [
    { key: 'long', value: { int_value: '9007199254740993' } },
    { key: 'whole', value: { double_value: 3 } },
    { key: 'list', value: { array_value: { values: [{ int_value: 1 }, { double_value: 1 }] } } },
  ];
  const span = { traceId: id.trace_id.slice(2), spanId: id.span_id.slice(2), attributes: given };
  const links = [{ traceId: span.traceId, spanId: span.spanId, attributes: given }];
  const body = { resourceSpans: [{ scopeSpans: [{ spans: [{ ...span, links }] }] }] };
  const spans = kept(decodeOtlpJson(JSON.stringify(body)));
  const proto = toProtoJson(spans[0]!);
  expect(proto.attributes).toEqual(expect.arrayContaining(given));
  expect(proto.links).toMatchObject([{ attributes: given }]);
  expect(toArtifactV3(spans)).toContain('"whole":"3.0"');
  expect(toArtifactV3(spans)).toContain(
    '"attributes":{"long": 9007199254740993, "whole": 3.0, "list": [1, 1.0]}',
  );
});

it('values that MLflow’s plain OTLP export writes as JSON text keep their numbers', () => {
  const attributes = [
    { key: 'mlflow.spanType', value: { stringValue: '"TOOL"' } },
    { key: 'key', value: { stringValue: '[9007199254740993, 1.0]' } },
  ];
  const span = { traceId: id.trace_id.slice(2), spanId: id.span_id.slice(2), attributes };
  const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  expect(attributeText(toArtifactV3(decodeOtlpJson(JSON.stringify(body))))).toBe('[9007199254740993, 1.0]');
});
