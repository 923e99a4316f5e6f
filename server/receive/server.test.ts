import { once } from 'node:events';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, it, vi } from 'vitest';
import { DecodeError } from '../decode/rawSpan.ts';
import { HttpError, json, type Route } from './http.ts';
import { dial, hasIpv6, readAll, readUntil, send } from './testing/client.ts';
import { useReceivers } from './testing/startedReceivers.ts';
import { pipeText } from './textStream.ts';

const { start, logged } = useReceivers();

const echo: Route = {
  method: 'POST',
  path: '/v1/echo',
  access: 'write',
  handler: ({ body }) => json({ size: body.length, text: Buffer.from(body).toString('latin1').slice(0, 20) }),
};

function post(body: string | Uint8Array, headers: Record<string, string> = {}) {
  return { method: 'POST', path: '/v1/echo', body, headers };
}

it('reads plain, chunked, gzip and both kinds of deflate', async () => {
  const { port } = await start([echo]);
  const bodies = [
    post('hello', { 'content-length': '5' }),
    post('hello', { 'transfer-encoding': 'chunked' }),
    post(gzipSync('hello'), { 'content-encoding': 'gzip' }),
    post(deflateSync('hello'), { 'content-encoding': 'deflate' }),
    post(deflateRawSync('hello'), { 'content-encoding': 'deflate' }),
  ];
  for (const body of bodies) {
    expect((await send(port, body)).json()).toEqual({ size: 5, text: 'hello' });
  }
});

it.each([
  ['announced', { 'content-length': '2000' }, new Uint8Array(2000), 413],
  ['chunked', { 'transfer-encoding': 'chunked' }, new Uint8Array(2000), 413],
  ['bomb', { 'content-encoding': 'gzip' }, gzipSync(new Uint8Array(300_000)), 413],
  ['truncated gzip', { 'content-encoding': 'gzip' }, gzipSync('hello').subarray(0, 12), 400],
  ['not gzip', { 'content-encoding': 'gzip' }, 'hello', 400],
  ['zstd', { 'content-encoding': 'zstd' }, 'hello', 415],
])('refuses a body, and lives on: %s', async (_, headers, body, status) => {
  const limits = { maxBytes: 1000, maxInflatedBytes: 10_000, maxRatio: 100 };
  const { port } = await start([echo], { bodyLimits: limits });
  const refused = await send(port, post(body, headers));
  expect(refused.status).toBe(status);
  expect(refused.json()).toEqual({ code: 3, message: expect.stringMatching(/body|Content-Encoding/) });
  expect((await send(port, post('hello'))).status).toBe(200);
});

it('answers 413 before the body has come', async () => {
  const { port } = await start([echo]);
  const head = 'POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999999\r\n\r\n';
  const socket = await dial(port, head);
  expect(await readUntil(socket, '\r\n\r\n')).toMatch(/^HTTP\/1.1 413 /);
  socket.destroy();
});

it('accepts whatever ratio stays within the limit for plain bodies', async () => {
  const { port } = await start([echo], { bodyLimits: { maxBytes: 1_000_000 } });
  const got = await send(port, post(gzipSync(new Uint8Array(900_000)), { 'content-encoding': 'gzip' }));
  expect(got.json()).toMatchObject({ size: 900_000 });
});

it('says 429 while too much is in flight, and forgets uploads that broke off', async () => {
  const { port } = await start([echo], { bodyLimits: { maxInFlightBytes: 10 } });
  const half = 'POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\n123456789';
  const socket = await dial(port, half);
  await vi.waitFor(async () => expect((await send(port, post('abc'))).status).toBe(429));
  const refused = await send(port, post('abc'));
  expect(refused.headers['retry-after']).toBe('1');
  socket.destroy();
  await vi.waitFor(async () => expect((await send(port, post('abc'))).status).toBe(200));
});

it('gives up on a body that stops coming', async () => {
  const { port } = await start([echo], { bodyLimits: { idleMs: 50 } });
  const socket = await dial(
    port,
    'POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\nhalf',
  );
  expect(await readUntil(socket, '\r\n\r\n')).toMatch(/^HTTP\/1.1 408 /);
  socket.destroy();
});

it('closes connections whose headers never end', async () => {
  const { port } = await start([echo], { connectionLimits: { headersMs: 100 } });
  const socket = await dial(port, 'POST /v1/echo HTTP/1.1\r\nHost: loc');
  expect(await readAll(socket)).toMatch(/^HTTP\/1.1 408 /);
});

it('answers 400 to what is not HTTP', async () => {
  const { port } = await start([echo]);
  expect(await readAll(await dial(port, 'nonsense\r\n\r\n'))).toMatch(/^HTTP\/1.1 400 /);
  expect((await send(port, post('hello'))).status).toBe(200);
});

const failing: Route[] = [
  { method: 'POST', path: '/v1/bug', access: 'write', handler: () => JSON.parse('{') },
  {
    method: 'POST',
    path: '/v1/refuse',
    access: 'write',
    handler: () => Promise.reject(new HttpError(409, 'no', { 'x-why': 'so' })),
  },
  {
    method: 'POST',
    path: '/api/2.0/mlflow/bad',
    access: 'write',
    handler: () => {
      throw new DecodeError('name is not text');
    },
  },
];

it("answers a handler's errors in the protocol's form and logs only bugs", async () => {
  const { port } = await start(failing);
  const bug = await send(port, { method: 'POST', path: '/v1/bug' });
  expect([bug.status, bug.json()]).toEqual([500, { code: 13, message: expect.any(String) }]);
  expect(bug.text).not.toContain('SyntaxError');
  expect(logged).toEqual([expect.stringMatching(/^POST \/v1\/bug: SyntaxError/)]);
  const refused = await send(port, { method: 'POST', path: '/v1/refuse' });
  expect([refused.status, refused.headers['x-why']]).toEqual([409, 'so']);
  const bad = await send(port, { method: 'POST', path: '/api/2.0/mlflow/bad' });
  expect([bad.status, bad.json()]).toEqual([400, { error_code: 'BAD_REQUEST', message: 'name is not text' }]);
  expect(logged).toHaveLength(1);
});

it('refuses foreign hosts and pages before it looks for a route', async () => {
  const { port } = await start([echo]);
  for (const headers of [{ host: 'evil.example' }, { origin: 'https://evil.example' }]) {
    const got = await send(port, { ...post('hello'), headers });
    expect([got.status, got.json()]).toEqual([403, { code: 7, message: expect.any(String) }]);
    expect(got.headers['access-control-allow-origin']).toBeUndefined();
  }
});

it.runIf(hasIpv6())('listens on IPv6 as well, on the same port', async () => {
  const { port } = await start([echo]);
  expect((await send(port, { ...post('hello'), host: '::1' })).status).toBe(200);
});

it('answers HEAD without a body', async () => {
  const page: Route = {
    method: 'GET',
    path: '/page',
    access: 'open',
    handler: () => ({ status: 200, body: 'page' }),
  };
  const { port } = await start([page]);
  const got = await send(port, { method: 'HEAD', path: '/page' });
  expect([got.status, got.headers['content-length'], got.text]).toEqual([200, '4', '']);
});

it('lets a request in progress end before it closes, and refuses new ones', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const entered = vi.fn();
  const slow: Route = {
    method: 'POST',
    path: '/v1/slow',
    access: 'write',
    handler: async () => {
      entered();
      await held;
      return json({ done: true });
    },
  };
  const receiver = await start([slow, echo]);
  const answer = send(receiver.port, { method: 'POST', path: '/v1/slow' });
  await vi.waitFor(() => expect(entered).toHaveBeenCalled());
  const closed = receiver.close();
  await expect(send(receiver.port, post('late'))).rejects.toThrow(/ECONNREFUSED/);
  release();
  expect((await answer).json()).toEqual({ done: true });
  await closed;
});

it('does not wait for ever for an upload that hangs', async () => {
  const receiver = await start([echo], { connectionLimits: { closeMs: 50 } });
  const socket = await dial(
    receiver.port,
    'POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20\r\n\r\nhalf',
  );
  const gone = once(socket, 'close');
  await receiver.close();
  await gone;
});

it('makes room for new connections by closing idle ones', async () => {
  const { port } = await start([echo], { connectionLimits: { maxConnections: 10 } });
  const request = 'POST /v1/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\nx';
  const idle = [];
  for (let count = 0; count < 30; count++) {
    const socket = await dial(port, request);
    expect(await readUntil(socket, '}')).toMatch(/^HTTP\/1.1 200 /);
    idle.push(socket);
  }
  for (const socket of idle) socket.destroy();
});

it('keeps what has come in whole, also when the client does not wait', async () => {
  const handled = vi.fn();
  const take: Route = {
    method: 'POST',
    path: '/v1/take',
    access: 'write',
    handler: async ({ body }) => {
      handled(body.length);
      return json({});
    },
  };
  const { port } = await start([take]);
  const socket = await dial(
    port,
    'POST /v1/take HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc',
  );
  socket.end();
  socket.destroySoon();
  await vi.waitFor(() => expect(handled).toHaveBeenCalledWith(3));
});

it('breaks off an answer that fails in the middle, and logs why', async () => {
  async function* pieces(): AsyncGenerator<string> {
    yield 'x'.repeat(100_000);
    throw new Error('disk gone');
  }
  const half: Route = {
    method: 'GET',
    path: '/half',
    access: 'open',
    handler: () => ({ status: 200, stream: pipeText(pieces()) }),
  };
  const { port } = await start([half, echo]);
  await expect(send(port, { path: '/half' })).rejects.toThrow();
  expect(logged).toEqual([expect.stringMatching(/^GET \/half: Error: disk gone/)]);
  expect((await send(port, post('hello'))).status).toBe(200);
});

it('does what follows an answer before it looks at what its reader asks next, and lives on where that fails', async () => {
  const done: string[] = [];
  const run = () => {
    done.push('after');
    throw new Error('no luck');
  };
  const first: Route = { ...echo, path: '/v1/first', handler: () => ({ ...json({}), after: { run } }) };
  const second: Route = { ...echo, path: '/v1/second', handler: () => json({ done }) };
  const { port } = await start([first, second]);
  expect((await send(port, { ...post(''), path: '/v1/first' })).status).toBe(200);
  expect((await send(port, { ...post(''), path: '/v1/second' })).json()).toEqual({ done: ['after'] });
  expect(logged.join()).toMatch(/POST \/v1\/first: Error: no luck/);
});
