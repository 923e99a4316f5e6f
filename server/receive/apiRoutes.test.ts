import { afterEach, expect, it } from 'vitest';
import type { Owner } from './access.ts';
import { apiRoutes } from './apiRoutes.ts';
import { type Receiver, startReceiver } from './server.ts';
import { type Got, type Sent, send } from './testing/client.ts';
import { createFakeEngine, type FakeEngine } from './testing/fakeEngine.ts';

const answers = {
  listTraces: { traces: [{ traceId: 't1' }], nextCursor: 'c2', position: { generation: 'g', seq: 1 } },
  getTrace: { trace: { traceId: 't1', name: 'agent' } },
};
const spans = Array.from({ length: 250 }, (_, number) => ({ spanId: `s${number}` }));
const receivers: Receiver[] = [];

afterEach(async () => {
  await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
});

async function start(
  owner: Owner = 'same',
  open = false,
): Promise<{ ask: (sent: Sent) => Promise<Got>; engine: FakeEngine }> {
  const engine = createFakeEngine(answers, spans);
  const routes = apiRoutes({ engine, version: '1.2.3', url: () => 'http://127.0.0.1:1' });
  const options = { port: 0, token: 'secret', open, log: () => undefined };
  const receiver = await startReceiver({ ...options, routes, ownerOf: async () => owner });
  receivers.push(receiver);
  return { ask: (sent) => send(receiver.port, sent), engine };
}

it('says who it is without secrets', async () => {
  const { ask } = await start('other');
  const got = await ask({ path: '/api/health' });
  expect(got.json()).toEqual({
    status: 'ok',
    name: 'sidetrace',
    version: '1.2.3',
    pid: process.pid,
    url: 'http://127.0.0.1:1',
    traces: 3,
  });
  expect(got.text).not.toContain('secret');
});

it('lists traces', async () => {
  const { ask, engine } = await start();
  const got = await ask({ path: '/api/traces?text=hi%20there&limit=7&cursor=c1' });
  expect(got.json()).toEqual({ traces: [{ traceId: 't1' }], nextCursor: 'c2' });
  expect(engine.asked).toEqual([
    { name: 'listTraces', params: { text: 'hi there', limit: 7, cursor: 'c1' } },
  ]);
});

it.each(['limit=0', 'limit=x', 'limit=9999', 'filter=status%3Derror'])('refuses %s', async (query) => {
  const { ask } = await start();
  const got = await ask({ path: `/api/traces?${query}` });
  expect([got.status, got.json()]).toEqual([
    400,
    { error: { code: 'invalid', message: expect.any(String) } },
  ]);
});

it.each(['t1', 'tr-t1'])('gives a whole trace by %s to whoever knows it', async (id) => {
  const { ask } = await start('other');
  const got = await ask({ path: `/api/traces/${id}` });
  expect(got.json()).toEqual({
    trace: { traceId: 't1', name: 'agent' },
    spans: spans.map(({ spanId }) => ({ spanId, inputs: 'long' })),
  });
});

it('gives one span', async () => {
  const { ask } = await start('other');
  expect((await ask({ path: '/api/traces/t1/spans/s9' })).json()).toEqual({ spanId: 's9', inputs: 'long' });
});

it.each([
  '/api/traces/nope',
  '/api/traces/t1/spans/nope',
  '/api/traces/nope/spans/s1',
  '/api/nope',
  '/nope',
  '/api/traces/%E0%A4%A',
])('answers 404 for %s', async (path) => {
  const { ask } = await start();
  const got = await ask({ path });
  expect([got.status, got.json()]).toEqual([
    404,
    { error: { code: 'not-found', message: expect.any(String) } },
  ]);
});

const question = (body: unknown): Sent => ({
  method: 'POST',
  path: '/api/request',
  body: JSON.stringify(body),
});

it("answers the browser viewer's questions", async () => {
  const { ask, engine } = await start();
  const got = await ask(question({ name: 'getTrace', params: { traceId: 't1' } }));
  expect(got.json()).toEqual({ ok: { trace: { traceId: 't1', name: 'agent' } } });
  expect(engine.asked).toEqual([{ name: 'getTrace', params: { traceId: 't1' } }]);
  const failed = await ask(question({ name: 'getText', params: {} }));
  expect([failed.status, failed.json()]).toEqual([
    404,
    { error: { code: 'not-found', message: 'no getText' } },
  ]);
});

it.each([[null], [{}], [{ name: 7 }], [[]]])('refuses the question %j', async (body) => {
  const { ask, engine } = await start();
  expect((await ask(question(body))).status).toBe(400);
  expect(engine.asked).toEqual([]);
});

const list: Sent = { path: '/api/traces' };
const withToken = (token: string): Sent => ({ ...list, headers: { authorization: `Bearer ${token}` } });

it.each<[string, Owner, boolean, Sent, number]>([
  ['the same user', 'same', false, list, 200],
  ['another user', 'other', false, list, 403],
  ['a system that does not tell', 'unknown', false, list, 401],
  ['another user with the token', 'other', false, withToken('secret'), 200],
  ['the token where it is needed', 'unknown', false, withToken('secret'), 200],
  ['a wrong token', 'unknown', false, withToken('secreT'), 401],
  ['the same user with a token for something else', 'same', false, withToken('theirs'), 200],
  ['a token in the address', 'other', false, { path: '/api/traces?token=secret' }, 403],
  ['a question from another user', 'other', false, question({ name: 'deleteTraces' }), 403],
  ['--open', 'other', true, list, 200],
])('listing for %s', async (_, owner, open, sent, status) => {
  const { ask } = await start(owner, open);
  expect((await ask(sent)).status).toBe(status);
});

it('answers by id whoever knows it, and nothing that lists, changes or names a place', async () => {
  const { ask } = await start('other');
  const post = (name: string, path = '/api/request/by-id') =>
    ask({ method: 'POST', path, body: JSON.stringify({ name, params: { traceId: 't1' } }) });
  expect((await post('getTrace')).json()).toEqual({ ok: { trace: { traceId: 't1', name: 'agent' } } });
  expect((await post('getTrace', '/api/request')).status).toBe(403);
  for (const name of ['listTraces', 'deleteTraces', 'restoreTraces', 'resolveSource', 'toString']) {
    expect((await post(name)).json()).toEqual({ error: { code: 'invalid', message: expect.any(String) } });
  }
});
