import { get, type IncomingMessage } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { defaultEventOptions, type EventOptions, eventRoutes } from './eventRoutes.ts';
import { type Receiver, startReceiver } from './server.ts';
import { createFakeEngine, type FakeEngine } from './testing/fakeEngine.ts';

let receiver: Receiver | undefined;

afterEach(async () => {
  await receiver?.close();
  receiver = undefined;
});

async function start(options: Partial<EventOptions> = {}): Promise<{ port: number; engine: FakeEngine }> {
  const engine = createFakeEngine();
  const routes = eventRoutes(engine, { ...defaultEventOptions, ...options });
  const ownerOf = async () => 'other' as const;
  receiver = await startReceiver({ routes, port: 0, token: 'secret', ownerOf, log: () => undefined });
  return { port: receiver.port, engine };
}

interface Stream {
  readonly response: IncomingMessage;
  readonly text: () => string;
  readonly close: () => void;
}

function open(
  port: number,
  headers: Record<string, string> = {},
  path = '/api/events?token=secret',
): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const outgoing = get({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece;
      });
      response.on('error', () => undefined);
      resolve({ response, text: () => text, close: () => outgoing.destroy() });
    });
    outgoing.on('error', reject);
  });
}

it('sends deltas as they happen', async () => {
  const { port, engine } = await start();
  const stream = await open(port, { 'last-event-id': 'g1:7' });
  expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  await vi.waitFor(() => expect(stream.text()).toBe(': connected\n\n'));
  engine.publish({ changed: ['t1'] });
  const delta = { generation: 'g1', seq: 8, changed: ['t1'], removed: [], traceCount: 3 };
  const text = `: connected\n\nid: g1:8\nevent: delta\ndata: ${JSON.stringify(delta)}\n\n`;
  await vi.waitFor(() => expect(stream.text()).toBe(text));
});

it.each([
  ['a gap', 'g1:6'],
  ['another life of the server', 'g0:7'],
  ['a first visit', undefined],
])('tells a reader to read anew after %s', async (_, last) => {
  const { port } = await start();
  const stream = await open(port, last ? { 'last-event-id': last } : {});
  const expected = 'id: g1:7\nevent: resync\ndata: {"generation":"g1","seq":7}\n\n';
  await vi.waitFor(() => expect(stream.text()).toBe(expected));
});

it('keeps the connection alive and forgets readers that left', async () => {
  const { port, engine } = await start({ heartbeatMs: 10 });
  const stream = await open(port);
  await vi.waitFor(() => expect(stream.text()).toContain(': alive\n\n'));
  expect(engine.listenerCount()).toBe(1);
  stream.close();
  await vi.waitFor(() => expect(engine.listenerCount()).toBe(0));
});

it('drops a reader that does not read', async () => {
  const { port, engine } = await start({ maxWaitingBytes: 100_000 });
  const stream = await open(port);
  stream.response.pause();
  await vi.waitFor(() => {
    engine.publish({ changed: ['x'.repeat(1_000_000)] });
    expect(engine.listenerCount()).toBe(0);
  });
});

it('ends streams when the receiver closes', async () => {
  const { port } = await start();
  const stream = await open(port);
  const ended = new Promise((resolve) => stream.response.once('end', resolve));
  await receiver?.close();
  await ended;
});

it('is for the same user', async () => {
  const { port } = await start();
  expect((await open(port, {}, '/api/events')).response.statusCode).toBe(403);
});
