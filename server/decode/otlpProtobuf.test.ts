import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { expect, it } from 'vitest';
import { decodeOtlpProtobuf } from './otlpProtobuf.ts';

const traceId = 'aa'.repeat(16);
const spanId = 'bb'.repeat(8);

function nested(field: number, fill: (writer: BinaryWriter) => void): (writer: BinaryWriter) => void {
  return (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    fill(writer);
    writer.join();
  };
}

const bytes = (field: number, hex: string) => (writer: BinaryWriter) =>
  void writer.tag(field, WireType.LengthDelimited).bytes(Buffer.from(hex, 'hex'));
const text = (field: number, value: string) => (writer: BinaryWriter) =>
  void writer.tag(field, WireType.LengthDelimited).string(value);
const time = (field: number, value: bigint) => (writer: BinaryWriter) =>
  void writer.tag(field, WireType.Bit64).fixed64(value);
const all =
  (...parts: readonly ((writer: BinaryWriter) => void)[]) =>
  (writer: BinaryWriter) => {
    for (const part of parts) part(writer);
  };

function attribute(key: string, value: (writer: BinaryWriter) => void): (writer: BinaryWriter) => void {
  return nested(9, all(text(1, key), nested(2, value)));
}

function decodeSpan(...fields: readonly ((writer: BinaryWriter) => void)[]) {
  const writer = new BinaryWriter();
  nested(1, nested(2, nested(2, all(...fields))))(writer);
  return decodeOtlpProtobuf(writer.finish())[0];
}

const ids = all(bytes(1, traceId), bytes(2, spanId));

it('reads the least a span can be: running, unset, a root', () => {
  expect(decodeSpan(ids)).toEqual({
    traceId,
    spanId,
    name: '',
    startNs: '0',
    status: { code: 'unset' },
    attributes: {},
    events: [],
    links: [],
    scope: { name: '' },
    resource: {},
    door: 'otlp',
  });
});

it('reads every field', () => {
  const span = decodeSpan(
    ids,
    text(3, 'vendor=1'),
    bytes(4, 'cc'.repeat(8)),
    text(5, 'chat'),
    (writer) => void writer.tag(6, WireType.Varint).uint32(3),
    time(7, 1_795_230_042_297_662_718n),
    time(8, 1_795_230_042_297_662_719n),
    (writer) => void writer.tag(10, WireType.Varint).uint32(7),
    nested(11, all(time(1, 1_795_230_042_297_662_720n), text(2, 'exception'))),
    nested(13, all(bytes(1, 'dd'.repeat(16)), bytes(2, 'ee'.repeat(8)))),
    nested(
      15,
      all(text(2, 'no'), (writer) => void writer.tag(3, WireType.Varint).uint32(2)),
    ),
    (writer) => void writer.tag(16, WireType.Bit32).fixed32(256),
  );
  expect(span).toMatchObject({
    traceState: 'vendor=1',
    parentId: 'cc'.repeat(8),
    name: 'chat',
    otelKind: 'client',
    startNs: '1795230042297662718',
    endNs: '1795230042297662719',
    droppedAttributes: 7,
    events: [{ name: 'exception', timeNs: '1795230042297662720', attributes: {} }],
    links: [{ traceId: 'dd'.repeat(16), spanId: 'ee'.repeat(8), attributes: {} }],
    status: { code: 'error', message: 'no' },
  });
});

it.each<[string, (writer: BinaryWriter) => void, unknown]>([
  ['text', text(1, 'α-β'), 'α-β'],
  ['true', (writer) => void writer.tag(2, WireType.Varint).bool(true), true],
  ['small integer', (writer) => void writer.tag(3, WireType.Varint).int64(3), 3],
  ['five bytes', (writer) => void writer.tag(3, WireType.Varint).int64(2 ** 33), 2 ** 33],
  ['negative integer', (writer) => void writer.tag(3, WireType.Varint).int64(-1), -1],
  [
    '2^53 - 1',
    (writer) => void writer.tag(3, WireType.Varint).int64('9007199254740991'),
    9_007_199_254_740_991,
  ],
  [
    'beyond 2^53',
    (writer) => void writer.tag(3, WireType.Varint).int64('9007199254740993'),
    '9007199254740993',
  ],
  [
    'least int64',
    (writer) => void writer.tag(3, WireType.Varint).int64('-9223372036854775808'),
    '-9223372036854775808',
  ],
  ['double', (writer) => void writer.tag(4, WireType.Bit64).double(0.25), 0.25],
  ['NaN', (writer) => void writer.tag(4, WireType.Bit64).double(Number.NaN), 'NaN'],
  ['-Infinity', (writer) => void writer.tag(4, WireType.Bit64).double(Number.NEGATIVE_INFINITY), '-Infinity'],
  ['bytes', bytes(7, '00ff10'), 'AP8Q'],
  ['empty list', nested(5, () => undefined), []],
  ['empty map', nested(6, () => undefined), {}],
  ['nothing', () => undefined, null],
])('attribute value: %s', (_, write, expected) => {
  expect(decodeSpan(ids, attribute('key', write))?.attributes).toEqual({ key: expected });
});

it('takes the last of equal keys, and resource and scope also after the spans', () => {
  const writer = new BinaryWriter();
  const span = nested(2, all(ids, attribute('k', text(1, 'first')), attribute('k', text(1, 'last'))));
  const scope = nested(1, all(text(1, 'scope'), text(2, '1.0')));
  const resource = nested(1, nested(1, all(text(1, 'service.name'), nested(2, text(1, 'app')))));
  nested(1, all(nested(2, all(span, scope)), resource))(writer);
  expect(decodeOtlpProtobuf(writer.finish())).toMatchObject([
    {
      attributes: { k: 'last' },
      scope: { name: 'scope', version: '1.0' },
      resource: { 'service.name': 'app' },
    },
  ]);
});

it.each(['tr-1280994b9139456a5e56167f70ca0b3d', '"tr-1280994b9139456a5e56167f70ca0b3d"'])(
  'request id %s',
  (value) => {
    const span = decodeSpan(ids, attribute('mlflow.traceRequestId', text(1, value)));
    expect(span?.requestId).toBe('tr-1280994b9139456a5e56167f70ca0b3d');
  },
);

it('event times of MLflow up to 3.10 are microseconds', () => {
  const span = decodeSpan(
    ids,
    time(7, 1_795_230_391_669_000_000n),
    nested(11, time(1, 1_795_230_391_669_305n)),
    nested(11, () => undefined),
  );
  expect(span?.events.map(({ timeNs }) => timeNs)).toEqual(['1795230391669305000', '1795230391669000000']);
});

it.each<[RegExp, readonly ((writer: BinaryWriter) => void)[]]>([
  [/span without trace_id/, [bytes(2, spanId)]],
  [/span without span_id/, [bytes(1, traceId)]],
  [/span\.trace_id has 8 bytes, expected 16/, [bytes(1, spanId), bytes(2, spanId)]],
  [/span\.span_id has 16 bytes, expected 8/, [bytes(1, traceId), bytes(2, traceId)]],
  [/span\.trace_id is all zeros/, [bytes(1, '00'.repeat(16)), bytes(2, spanId)]],
  [/span\.parent_span_id has 3 bytes/, [ids, bytes(4, '010203')]],
  [/link without/, [ids, nested(13, () => undefined)]],
  [
    /span\.name has wire type 0, expected 2/,
    [ids, (writer) => void writer.tag(5, WireType.Varint).uint32(1)],
  ],
  [/start_time_unix_nano is beyond the year 2262/, [ids, time(7, 2n ** 63n)]],
  [/at byte \d+ of \d+/, [ids, (writer) => void writer.tag(5, WireType.LengthDelimited).uint32(200)]],
])('refuses: %s', (message, fields) => expect(() => decodeSpan(...fields)).toThrow(message));

it.each(['', '00'.repeat(8)])('a root’s parent may be written as "%s"', (parent) => {
  expect(decodeSpan(ids, bytes(4, parent))).not.toHaveProperty('parentId');
});
