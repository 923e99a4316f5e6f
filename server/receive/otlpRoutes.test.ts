import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';
import { afterEach, expect, it } from 'vitest';
import type { RawBatch, RawSpan } from '../decode/rawSpan.ts';
import { DecodeError } from '../decode/rawSpan.ts';
import { otlpRoutes } from './otlpRoutes.ts';
import { type Receiver, startReceiver } from './server.ts';
import { type Got, send } from './testing/client.ts';

const protobuf = 'application/x-protobuf';
const spanOf = (traceId: string, spanId: string): RawSpan => ({
  traceId,
  spanId,
  name: 'call',
  startNs: '1',
  status: { code: 'unset' },
  attributes: {},
  events: [],
  links: [],
  scope: { name: 'test' },
  resource: {},
  door: 'otlp',
});
const spans = [spanOf('t1', 's1'), spanOf('t1', 's2'), spanOf('t2', 's3')];

let receiver: Receiver | undefined;
const batches: RawBatch[] = [];
const bodies: string[] = [];

afterEach(async () => {
  await receiver?.close();
  batches.length = 0;
  bodies.length = 0;
});

/** Decoders that take everything but the text `bad`. */
async function post(
  path: string,
  type: string | undefined,
  body: string | Uint8Array,
  headers = {},
): Promise<Got> {
  const take = (bytes: Uint8Array): readonly RawSpan[] => {
    if (Buffer.from(bytes).toString() === 'bad') throw new DecodeError('truncated');
    bodies.push(Buffer.from(bytes).toString());
    return spans;
  };
  const routes = otlpRoutes({
    ingest: (batch) => batches.push(batch),
    decodeProtobuf: take,
    decodeJson: take,
  });
  receiver = await startReceiver({ routes, port: 0, log: () => undefined });
  const all = { ...(type && { 'content-type': type }), ...headers };
  return send(receiver.port, { method: 'POST', path, headers: all, body });
}

it.each(['/v1/traces', '/', '/v1/traces/'])('takes protobuf at %s and answers in kind', async (path) => {
  const got = await post(path, protobuf, new Uint8Array([1, 2]));
  expect([got.status, got.headers['content-type'], got.bytes.length]).toEqual([200, protobuf, 0]);
  expect(batches).toEqual([{ spans, traces: [] }]);
});

it.each(['application/json', 'Application/JSON; charset=utf-8'])(
  'takes %s and answers in kind',
  async (type) => {
    const got = await post('/v1/traces', type, '{"resourceSpans":[]}');
    expect([got.status, got.headers['content-type'], got.json()]).toEqual([200, 'application/json', {}]);
    expect(bodies).toEqual(['{"resourceSpans":[]}']);
  },
);

it('keeps the experiment that a header names, once for each trace', async () => {
  await post('/v1/traces', protobuf, '', { 'x-mlflow-experiment-id': '42' });
  expect(batches[0]?.traces).toEqual([
    { traceId: 't1', experimentId: '42' },
    { traceId: 't2', experimentId: '42' },
  ]);
});

it.each([
  ['no type', undefined, 415],
  ['text', 'text/plain', 415],
  ['a form', 'application/x-www-form-urlencoded', 415],
])('refuses another content type: %s', async (_, type, status) => {
  const got = await post('/v1/traces', type, 'x');
  expect([got.status, got.json()]).toEqual([status, { code: 3, message: expect.stringContaining('OTLP') }]);
  expect(batches).toEqual([]);
});

it('answers malformed JSON with a Status in JSON', async () => {
  const got = await post('/v1/traces', 'application/json', 'bad');
  expect([got.status, got.json(), batches]).toEqual([400, { code: 3, message: 'truncated' }, []]);
});

it('answers malformed protobuf with a Status in protobuf', async () => {
  const got = await post('/v1/traces', protobuf, 'bad');
  const reader = new BinaryReader(got.bytes);
  expect([reader.tag(), reader.int32(), reader.tag(), reader.string()]).toEqual([
    [1, 0],
    3,
    [2, 2],
    'truncated',
  ]);
  expect([got.status, got.headers['content-type'], batches]).toEqual([400, protobuf, []]);
});

it('takes metrics and drops them', async () => {
  expect((await post('/v1/metrics', protobuf, 'whatever')).status).toBe(200);
});

it.each([
  ['GET', '/v1/traces', 405],
  ['POST', '/v1/unknown', 404],
])('answers %s %s with %i', async (method, path, status) => {
  receiver = await startReceiver({
    routes: otlpRoutes({ ingest: () => undefined, decodeProtobuf: () => [], decodeJson: () => [] }),
    port: 0,
    log: () => undefined,
  });
  const got = await send(receiver.port, { method, path });
  expect([got.status, got.json()]).toEqual([
    status,
    { code: expect.any(Number), message: expect.any(String) },
  ]);
});

const twoRecords = {
  resourceLogs: [{ scopeLogs: [{ logRecords: [{}, { body: { stringValue: 'x' } }] }] }, {}],
};

it('says how many log records it did not keep: JSON', async () => {
  const got = await post('/v1/logs', 'application/json', JSON.stringify(twoRecords));
  expect(got.json()).toEqual({
    partialSuccess: { rejectedLogRecords: '2', errorMessage: expect.any(String) },
  });
});

it('says how many log records it did not keep: protobuf', async () => {
  const request = new BinaryWriter().uint32(10).fork().uint32(8).int32(1).uint32(18).fork();
  for (const text of ['a', 'b', 'c']) request.uint32(18).fork().uint32(26).string(text).join();
  const got = await post('/v1/logs', protobuf, request.join().join().finish());
  const reader = new BinaryReader(got.bytes);
  reader.tag();
  const partial = new BinaryReader(reader.bytes());
  partial.tag();
  expect(Number(partial.int64())).toBe(3);
});

it.each([
  ['truncated protobuf', protobuf, new Uint8Array([10, 200, 1, 2])],
  ['JSON of another shape', 'application/json', '{"resourceLogs":{}}'],
  ['no object', 'application/json', '[1]'],
  ['no JSON', 'application/json', '{"resourceLogs":'],
])('refuses malformed logs: %s', async (_, type, body) => {
  expect((await post('/v1/logs', type, body)).status).toBe(400);
});

it('takes an empty logs request', async () => {
  expect((await post('/v1/logs', protobuf, '')).bytes.length).toBe(0);
});

it('reads requests that were sent as one each for itself, so that a broken one takes no other with it', async () => {
  const got = await post('/v1/traces', protobuf, 'onebadtwo', { 'x-sidetrace-parts': '3,3,3' });
  expect([got.status, bodies, batches.length]).toEqual([400, ['one', 'two'], 1]);
});

it.each(['3', '3,3,4', '-3,12', 'x', ''])('reads the body as one where its parts are %j', async (parts) => {
  await post('/v1/traces', protobuf, 'onebadtwo', { 'x-sidetrace-parts': parts });
  expect(bodies).toEqual(['onebadtwo']);
});
