import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dial, readUntil, type Sent, send } from './receive/testing/client.ts';
import { type Service, type ServiceOptions, startService } from './service.ts';

const protobuf = 'application/x-protobuf';
const traceId = '0af7651916cd43dd8448eb211c80319c';
const logged: string[] = [];
let dir = '';
let services: Service[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'service-'));
});
afterEach(async () => {
  await Promise.all(services.map((service) => service.close()));
  services = [];
  logged.length = 0;
  await rm(dir, { recursive: true });
});

async function start(options: Partial<ServiceOptions> = {}): Promise<Service> {
  const deps = {
    assetsDir: join(dir, 'no-viewer'),
    version: '1',
    log: (line: string) => void logged.push(line),
  };
  const service = await startService(deps, {
    databaseFile: ':memory:',
    port: 0,
    workspaceFolders: [],
    ...options,
  });
  services.push(service);
  return service;
}

/** ExportTraceServiceRequest with one span (trace.proto). */
function oneSpan(): Uint8Array {
  const writer = new BinaryWriter().uint32(10).fork().uint32(18).fork().uint32(18).fork();
  writer
    .uint32(10)
    .bytes(Buffer.from(traceId, 'hex'))
    .uint32(18)
    .bytes(Buffer.from('b7ad6b7169203331', 'hex'));
  writer.uint32(42).string('agent');
  writer.uint32(57).fixed64('1700000000000000000').uint32(65).fixed64('1700000001000000000');
  return writer.join().join().join().finish();
}

const post = (body: string | Uint8Array, type: string, headers: Record<string, string> = {}): Sent => ({
  method: 'POST',
  path: '/v1/traces',
  body,
  headers: { 'content-type': type, ...headers },
});

const names = async ({ port }: Service): Promise<unknown> => {
  const got = await send(port, { path: `/api/traces/${traceId}` });
  return (got.json().spans as { readonly name: string }[]).map(({ name }) => name);
};

it.each<[string, Sent, number, string]>([
  ['malformed protobuf', post('\xff\xff\xff', protobuf), 400, protobuf],
  ['truncated protobuf', post(oneSpan().subarray(0, 40), protobuf), 400, protobuf],
  [
    'truncated gzip',
    post(gzipSync(oneSpan()).subarray(0, 30), protobuf, { 'content-encoding': 'gzip' }),
    400,
    protobuf,
  ],
  [
    'a gzip bomb',
    post(gzipSync(new Uint8Array(100_000_000)), protobuf, { 'content-encoding': 'gzip' }),
    413,
    protobuf,
  ],
  ['too large a body', post(new Uint8Array(70_000_000), protobuf), 413, protobuf],
  ['malformed JSON', post('{"resourceSpans":', 'application/json'), 400, 'application/json'],
  [
    'JSON of another shape',
    post('{"resourceSpans":[{"scopeSpans":7}]}', 'application/json'),
    400,
    'application/json',
  ],
  ['JSON that is no object', post('[]', 'application/json'), 400, 'application/json'],
  ['JSON nested without end', post('['.repeat(1_000_000), 'application/json'), 400, 'application/json'],
  [
    'a span without an id',
    post('{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x"}]}]}]}', 'application/json'),
    400,
    'application/json',
  ],
  ['another content type', post('hello', 'text/plain'), 415, 'application/json'],
  [
    'an unknown route',
    { ...post('{}', 'application/json'), path: '/v1/traces/unknown' },
    404,
    'application/json',
  ],
  ['an unknown MLflow route', { path: '/api/2.0/mlflow/unknown' }, 404, 'application/json'],
  [
    'malformed MLflow JSON',
    { ...post('{"tags":', 'application/json'), path: '/api/2.0/mlflow/traces' },
    400,
    'application/json',
  ],
  [
    'too large MLflow JSON',
    { ...post(new Uint8Array(70_000_000), 'application/json'), path: '/api/3.0/mlflow/traces' },
    413,
    'application/json',
  ],
  [
    'a truncated traces.json',
    {
      ...post('{"spans":[{"name"', 'text/plain'),
      method: 'PUT',
      path: '/api/2.0/mlflow-artifacts/artifacts/0/traces/tr-1/artifacts/traces.json',
    },
    400,
    'application/json',
  ],
  [
    'a foreign page at an MLflow route',
    { path: '/api/2.0/mlflow/experiments/get?experiment_id=0', headers: { origin: 'https://evil.example' } },
    403,
    'application/json',
  ],
  ['a foreign Host', post(oneSpan(), protobuf, { host: 'evil.example' }), 403, protobuf],
  ['a foreign Origin', post(oneSpan(), protobuf, { origin: 'https://evil.example' }), 403, protobuf],
])('refuses %s in the words of the protocol, and keeps what it has', async (_, bad, status, type) => {
  const service = await start();
  expect((await send(service.port, post(oneSpan(), protobuf))).status).toBe(200);
  const refused = await send(service.port, bad);
  expect([refused.status, refused.headers['content-type']]).toEqual([status, type]);
  expect(refused.bytes.length).toBeGreaterThan(2);
  expect(await names(service)).toEqual(['agent']);
  expect(service.engine.store.traceCount()).toBe(1);
  expect(logged).toEqual([]);
});

it('asks exporters to come again while the disk is full, never holds up MLflow, and loses nothing it has accepted', async () => {
  const service = await start();
  const { database } = service.engine;
  database.exec('PRAGMA max_page_count = 1');
  const large = JSON.stringify({ name: 'x'.repeat(200_000) });
  const span = `{"traceId":"${traceId}","spanId":"b7ad6b7169203331","attributes":[{"key":"k","value":{"stringValue":${JSON.stringify(large)}}}]}`;
  const otlp = post(`{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`, 'application/json');
  // Nobody knows yet.
  expect((await send(service.port, otlp)).status).toBe(200);
  expect((await send(service.port, { path: '/api/health' })).json()).toMatchObject({ traces: 0 });
  expect(service.notices.map(({ code }) => code)).toEqual(['database-failing']);
  const refused = await send(service.port, otlp);
  expect([refused.status, refused.json()]).toEqual([
    503,
    { code: 14, message: expect.stringMatching(/disk is full/) },
  ]);
  const mlflow = await send(service.port, {
    method: 'POST',
    path: '/api/2.0/mlflow/traces',
    body: JSON.stringify({ tags: [{ key: 'k', value: large }] }),
  });
  expect([mlflow.status, mlflow.json()]).toEqual([
    507,
    { error_code: 'INTERNAL_ERROR', message: expect.stringMatching(/disk is full/) },
  ]);
  expect(logged).toEqual([expect.stringMatching(/full/)]);

  database.exec('PRAGMA max_page_count = 1000000');
  expect((await send(service.port, post(oneSpan(), protobuf))).status).toBe(200);
  expect((await send(service.port, { path: `/api/traces/${traceId}` })).json()).toMatchObject({
    spans: expect.arrayContaining([expect.objectContaining({ spanId: 'b7ad6b7169203331' })]),
  });
  expect(service.notices).toEqual([]);
});

it('keeps nothing of an upload that broke off', async () => {
  const service = await start();
  const body = oneSpan();
  const head = `POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${protobuf}\r\nContent-Length: ${body.length}\r\n\r\n`;
  const socket = await dial(service.port, head);
  socket.write(body.subarray(0, 50));
  socket.destroy();
  expect((await send(service.port, { path: '/api/health' })).json()).toMatchObject({ traces: 0 });
  expect(logged).toEqual([]);
});

it('tells listeners of a span that came in', async () => {
  const service = await start();
  const head = `GET /api/events?token=${service.token} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
  const stream = await dial(service.port, head);
  await readUntil(stream, 'event: resync');
  await send(service.port, post(oneSpan(), protobuf));
  expect(await readUntil(stream, traceId)).toContain('event: delta');
  stream.destroy();
});

it('passes on what the database and the port have to say', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const service = await start({ port: typeof address === 'object' && address ? address.port : 0 });
  other.close();
  expect(service.notices.map(({ code }) => code)).toEqual(['port-taken']);
});

it('finds the line of a span in the workspace', async () => {
  await writeFile(join(dir, 'app.py'), 'import mlflow\n\n@mlflow.trace\ndef agent():\n    pass\n');
  const { port, token } = await start({ workspaceFolders: [dir] });
  await send(port, post(oneSpan(), protobuf));
  const body = JSON.stringify({ name: 'resolveSource', params: { traceId, spanId: 'b7ad6b7169203331' } });
  const headers = { authorization: `Bearer ${token}` };
  const got = await send(port, { method: 'POST', path: '/api/request', headers, body });
  expect(got.json()).toMatchObject({ ok: { candidates: [{ file: join(dir, 'app.py'), line: 4 }] } });
});

it('answers a question that does not exist', async () => {
  const { port, token } = await start();
  const headers = { authorization: `Bearer ${token}` };
  const got = await send(port, {
    method: 'POST',
    path: '/api/request',
    headers,
    body: '{"name":"constructor"}',
  });
  expect([got.status, got.json()]).toEqual([
    400,
    { error: { code: 'invalid', message: expect.any(String) } },
  ]);
});

it("computes what a trace cost, by the list and by the user's prices, and says which of those it cannot read", async () => {
  const service = await start({ prices: { 'my-*': { input: 100, output: 200 }, bad: 1 } });
  expect(logged.filter((line) => line.includes('sidetrace.prices'))).toHaveLength(1);
  const call = (spanId: string, model: string) => ({
    traceId,
    spanId,
    ...(spanId !== '00000000000000a0' && { parentSpanId: '00000000000000a0' }),
    name: 'chat',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    attributes: [
      { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
      { key: 'gen_ai.request.model', value: { stringValue: model } },
      { key: 'gen_ai.usage.input_tokens', value: { intValue: '1000' } },
      { key: 'gen_ai.usage.output_tokens', value: { intValue: '100' } },
    ],
  });
  const spans = [
    call('00000000000000a0', 'gpt-4'), // the sum of the calls below it
    call('00000000000000a1', 'gpt-4o-2024-08-06'),
    call('00000000000000a2', 'My-Deployment'),
    call('00000000000000a3', 'no-such-model'),
  ];
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  expect((await send(service.port, post(body, 'application/json'))).status).toBe(200);
  const { trace } = (await send(service.port, { path: `/api/traces/${traceId}` })).json() as {
    readonly trace: { readonly cost: { readonly usd: number } };
  };
  expect(trace.cost).toMatchObject({ basis: 'computed', unknown: 1 });
  expect(trace.cost.usd).toBeCloseTo(0.0025 + 0.001 + 0.1 + 0.02, 9);
});
