import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { json, type Route } from './http.ts';
import { type Receiver, startReceiver } from './server.ts';
import { hasIpv6, send } from './testing/client.ts';

const health: Route = {
  method: 'GET',
  path: '/api/health',
  access: 'open',
  handler: () => json({ name: 'sidetrace', pid: 4711 }),
};
const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function start(port: number, previousPort?: number): Promise<Receiver> {
  const options = { routes: [health], port, log: () => undefined };
  const receiver = await startReceiver(previousPort === undefined ? options : { ...options, previousPort });
  closing.push(() => receiver.close());
  return receiver;
}

async function occupy(server: Server, host: string): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  closing.push(async () => {
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

it('says that another Sidetrace has the port, and takes the next free one', async () => {
  const first = await start(0);
  const second = await start(first.port);
  expect(second.port).toBeGreaterThan(first.port);
  expect(second.notices).toEqual([
    {
      code: 'port-taken',
      message: expect.stringContaining(
        `Port ${first.port} belongs to another Sidetrace window (process 4711)`,
      ),
      remedy: expect.stringContaining(String(second.port)),
    },
  ]);
  expect((await send(second.port, { path: '/api/health' })).status).toBe(200);
});

it('says that another program has the port', async () => {
  const web = createHttpServer((_, response) => response.setHeader('server', 'werkzeug').end('<html>'));
  const port = await occupy(web, '127.0.0.1');
  expect((await start(port)).notices[0]?.message).toContain('another program (werkzeug)');
});

it('knows a web server that ends its answer by closing', async () => {
  const web = createServer((socket) => socket.end('HTTP/1.0 200 OK\r\nServer: SimpleHTTP/0.6\r\n\r\nhello'));
  const port = await occupy(web, '127.0.0.1');
  expect((await start(port)).notices[0]?.message).toContain('another program (SimpleHTTP/0.6)');
});

it('does not wait for a program that never answers', async () => {
  const port = await occupy(createServer(), '127.0.0.1');
  expect((await start(port)).notices[0]?.message).toContain('another program;');
});

it.runIf(hasIpv6())('counts a port as taken when only its IPv6 half is', async () => {
  const port = await occupy(createServer(), '::1');
  const receiver = await start(port);
  expect(receiver.port).not.toBe(port);
  await expect(send(port, { path: '/' })).rejects.toThrow(/ECONNREFUSED/);
});

it('takes its port back after a restart, without a notice', async () => {
  const other = await start(0);
  const before = await start(other.port);
  await send(before.port, { path: '/api/health' });
  await before.close();
  const after = await start(other.port, before.port);
  expect([after.port, after.notices]).toEqual([before.port, []]);
});

it('listens on a further port where it is free', async () => {
  const receiver = await start(0);
  const spare = await start(0);
  expect(await receiver.listenAlso(spare.port)).toBe(false);
  await spare.close();
  expect(await receiver.listenAlso(spare.port)).toBe(true);
  expect((await send(spare.port, { path: '/api/health' })).status).toBe(200);
});
