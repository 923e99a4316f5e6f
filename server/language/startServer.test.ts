import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import {
  languageMethods,
  type ServerOptions,
  type TrackingAddresses,
} from '../../protocol/messages/language.ts';
import type { Reply } from '../../protocol/messages/requests.ts';
import { startService } from '../service.ts';
import type { ServerDeps } from './startServer.ts';
import { type Client, connectClient, listening } from './testing/connectClient.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

let folder = '';
let clients: Client[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'language-'));
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  clients = [];
  await rm(folder, { recursive: true });
});

async function connect(
  options: Partial<ServerOptions> = {},
  deps: Partial<ServerDeps> = {},
): Promise<Client> {
  const client = await connectClient(folder, options, deps);
  clients.push(client);
  expect(client.initialized).toMatchObject({ serverInfo: { name: 'sidetrace', version: '1.2.3' } });
  return client;
}

async function ask({ rpc }: Client, name: string, params: unknown): Promise<unknown> {
  const reply = await rpc.sendRequest<Reply>(languageMethods.ask, { name, params });
  return 'ok' in reply ? reply.ok : reply.error;
}

function postSpan(url: string, name: string, more: object = {}): Promise<Response> {
  const span = {
    traceId,
    spanId,
    name,
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000001000000000',
    ...more,
  };
  return fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
  });
}

it('takes a span over HTTP and tells its client, which reads it and finds its line', async () => {
  const file = join(folder, 'app.py');
  await writeFile(file, 'import mlflow\n\n@mlflow.trace\ndef plan():\n    pass\n');
  const client = await connect();
  const { url, port } = await listening(client);
  expect(client.statuses[0]).toEqual({ state: 'starting' });
  expect(url).toBe(`http://127.0.0.1:${port}`);

  expect((await postSpan(url, 'plan')).status).toBe(200);
  await vi.waitFor(() => expect(client.deltas).toMatchObject([{ changed: [traceId], traceCount: 1 }]));
  await vi.waitFor(() => expect(client.statuses.at(-1)).toMatchObject({ traceCount: 1, port }), 3000);

  expect(await ask(client, 'listTraces', { limit: 10 })).toMatchObject({
    traces: [{ traceId, name: 'plan' }],
  });
  const rows = await ask(client, 'getSpanRows', { traceId, sinceRevision: 0, limit: 10 });
  expect(rows).toMatchObject({ rows: [{ spanId, name: 'plan' }], more: false });
  expect(await ask(client, 'resolveSource', { traceId, spanId })).toEqual({
    candidates: [{ file, line: 4, column: 1, function: 'plan', basis: 'index' }],
  });

  await client.rpc.sendRequest('shutdown');
  await expect(fetch(url)).rejects.toThrow();
  expect(await ask(client, 'listTraces', { limit: 10 })).toMatchObject({ code: 'unavailable' });
});

it('finds the line of a frame in the stack that a program sent', async () => {
  const file = join(folder, 'app.py');
  await writeFile(file, 'raise ValueError\n');
  const client = await connect();
  const { url } = await listening(client);
  const stacktrace = `Traceback (most recent call last):\n  File "${file}", line 1, in plan\nValueError: no`;
  const attributes = [{ key: 'exception.stacktrace', value: { stringValue: stacktrace } }];
  const events = [{ name: 'exception', timeUnixNano: '1700000000500000000', attributes }];
  expect((await postSpan(url, 'plan', { events, status: { code: 2 } })).status).toBe(200);
  const of = (frame: number) => ({ traceId, spanId, at: { exception: 0, frame } });
  expect(await ask(client, 'resolveSource', of(0))).toEqual({
    candidates: [{ file, line: 1, basis: 'stacktrace' }],
  });
  const reason = expect.stringContaining('no such line');
  expect(await ask(client, 'resolveSource', of(1))).toEqual({ candidates: [], reason });
});

it('reads what is open in the editor before what the disk has', async () => {
  const file = join(folder, 'app.py');
  await writeFile(file, '');
  const client = await connect();
  const { url } = await listening(client);
  await postSpan(url, '検索');
  const uri = pathToFileURL(file).href;
  const document = { uri, languageId: 'python', version: 1, text: '@mlflow.trace\ndef 検索(): pass\n' };
  await client.rpc.sendNotification('textDocument/didOpen', { textDocument: document });
  expect(await ask(client, 'resolveSource', { traceId, spanId })).toMatchObject({
    candidates: [{ line: 2 }],
  });
  const start = { line: 0, character: 0 };
  await client.rpc.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start, end: start }, text: '\n\n' }],
  });
  expect(await ask(client, 'resolveSource', { traceId, spanId })).toMatchObject({
    candidates: [{ line: 4 }],
  });
  await client.rpc.sendNotification('textDocument/didClose', { textDocument: { uri } });
  expect(await ask(client, 'resolveSource', { traceId, spanId })).toMatchObject({ candidates: [] });
});

it('reads the cells of a notebook as they are in the editor, also those that were never saved', async () => {
  const file = join(folder, 'notes.ipynb');
  await writeFile(file, JSON.stringify({ nbformat: 4, cells: [{ cell_type: 'code', source: 'x = 1' }] }));
  const client = await connect();
  const { url } = await listening(client);
  await postSpan(url, 'work');
  const uri = pathToFileURL(file).href;
  const cellUri = (name: string): string => `vscode-notebook-cell:${pathToFileURL(file).pathname}#${name}`;
  const cells = [
    { kind: 1, document: cellUri('text') },
    { kind: 2, document: cellUri('code') },
  ];
  await client.rpc.sendNotification('notebookDocument/didOpen', {
    notebookDocument: { uri, notebookType: 'jupyter-notebook', version: 1, cells },
    cellTextDocuments: [
      { uri: cellUri('text'), languageId: 'markdown', version: 1, text: '@mlflow.trace' },
      {
        uri: cellUri('code'),
        languageId: 'python',
        version: 1,
        text: '%pip list\n@mlflow.trace\ndef work(): pass',
      },
    ],
  });
  expect(await ask(client, 'resolveSource', { traceId, spanId })).toMatchObject({
    candidates: [{ file, cell: 1, line: 3 }],
  });
  await client.rpc.sendNotification('notebookDocument/didChange', {
    notebookDocument: { uri, version: 2 },
    change: {
      cells: {
        textContent: [
          {
            document: { uri: cellUri('code'), version: 2 },
            changes: [{ text: 'with mlflow.start_span("work"): pass' }],
          },
        ],
      },
    },
  });
  expect(await ask(client, 'resolveSource', { traceId, spanId })).toMatchObject({
    candidates: [{ cell: 1, line: 1 }],
  });
  await client.rpc.sendNotification('notebookDocument/didClose', {
    notebookDocument: { uri },
    cellTextDocuments: cells.map(({ document }) => ({ uri: document })),
  });
  expect(await ask(client, 'resolveSource', { traceId, spanId })).toMatchObject({ candidates: [] });
});

it.each([
  ['an unknown question', { name: 'dropTables', params: {} }, 'invalid'],
  ['no question', 7, 'invalid'],
  ['wrong params', { name: 'listTraces', params: { limit: 'all' } }, 'invalid'],
  ['a trace that is not there', { name: 'getTrace', params: { traceId: 'f00' } }, 'not-found'],
])('answers %s with a code', async (_, params, code) => {
  const client = await connect();
  const reply = await client.rpc.sendRequest<Reply>(languageMethods.ask, params);
  expect(reply).toEqual({ error: { code, message: expect.any(String) } });
});

it('answers a withdrawn question at once', async () => {
  const client = await connect({}, { startService: () => new Promise(() => undefined) });
  clients = [];
  const source = new CancellationTokenSource();
  const params = { name: 'listTraces', params: { limit: 1 } };
  const reply = client.rpc.sendRequest<Reply>(languageMethods.ask, params, source.token);
  source.cancel();
  expect(await reply).toMatchObject({ error: { code: 'cancelled' } });
});

it('says why it did not start, and what to do', async () => {
  const error = Object.assign(new Error('no free port from 5005 on'), { code: 'EADDRINUSE' });
  const client = await connect({}, { startService: () => Promise.reject(error) });
  await vi.waitFor(() =>
    expect(client.statuses).toEqual([
      { state: 'starting' },
      { state: 'failed', message: error.message, remedy: expect.stringContaining('sidetrace.port') },
    ]),
  );
  expect(await ask(client, 'listTraces', { limit: 1 })).toEqual({
    code: 'unavailable',
    message: error.message,
  });
});

it('listens on further ports where they are free, and does without those that are not', async () => {
  const free = await startService(
    {
      assetsDir: folder,
      version: '1',
      log: () => undefined,
    },
    { databaseFile: ':memory:', port: 0, workspaceFolders: [] },
  );
  await free.close();
  const first = await connect({ alsoListenOn: [free.port] });
  await listening(first);
  await vi.waitFor(async () => {
    expect((await fetch(`http://127.0.0.1:${free.port}/api/health`)).status).toBe(200);
  });
  const second = await connect({ alsoListenOn: [free.port] });
  const { url, port } = await listening(second);
  expect(port).not.toBe(free.port);
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
});

/** A port of this machine that nobody has. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

it('takes the port that the code names, at run time, and gives it back', async () => {
  const port = await freePort();
  const file = join(folder, 'app.py');
  await writeFile(file, `import mlflow\nmlflow.set_tracking_uri("http://localhost:${port}")\n`);
  const client = await connect();
  await listening(client);
  const addresses = async () =>
    (await client.rpc.sendRequest<TrackingAddresses>(languageMethods.trackingAddresses)).addresses;
  const listen = (ports: readonly number[]) => client.rpc.sendRequest(languageMethods.listenAlso, { ports });
  const named = { host: 'localhost', port, file, line: 2 };
  expect(await addresses()).toEqual([{ ...named, listener: 'nobody' }]);
  expect(await listen([port])).toEqual({ taken: [] });
  expect(await addresses()).toEqual([{ ...named, listener: 'sidetrace' }]);
  for (const host of ['127.0.0.1', '[::1]', 'localhost']) {
    expect((await postSpan(`http://${host}:${port}`, 'agent')).status).toBe(200);
  }
  expect(await ask(client, 'listTraces', { limit: 5 })).toMatchObject({ traces: [{ name: 'agent' }] });
  expect(await listen([])).toEqual({ taken: [] });
  expect(await addresses()).toEqual([{ ...named, listener: 'nobody' }]);
  await expect(postSpan(`http://127.0.0.1:${port}`, 'agent')).rejects.toThrow();
});

it('leaves a port to the program that has it, on either address, and says so', async () => {
  const other = createServer().listen(0, '::1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  await writeFile(join(folder, '.env'), `MLFLOW_TRACKING_URI=http://localhost:${port}\n`);
  const client = await connect({ namedPorts: [port] });
  await vi.waitFor(() =>
    expect(client.statuses.at(-1)).toMatchObject({ notices: [{ code: 'named-port-taken' }] }),
  );
  expect(await client.rpc.sendRequest(languageMethods.trackingAddresses)).toMatchObject({
    addresses: [{ port, listener: 'other' }],
  });
  other.close();
  await once(other, 'close');
  expect(await client.rpc.sendRequest(languageMethods.listenAlso, { ports: [port] })).toEqual({ taken: [] });
  await vi.waitFor(() => expect(client.statuses.at(-1)).toMatchObject({ notices: [] }));
});

it('tells the page in a notebook the colours of the editor', async () => {
  await writeFile(join(folder, 'main.js'), '');
  const client = await connect({}, { assetsDir: folder });
  const { url } = await listening(client);
  const page = async () =>
    (await fetch(`${url}/static-files/lib/notebook-trace-renderer/index.html?trace_id=tr-1`)).text();
  for (const scheme of ['dark', 'light'] as const) {
    await client.rpc.sendNotification(languageMethods.theme, { scheme });
    await vi.waitFor(async () => expect(await page()).toContain(`data-editor-scheme="${scheme}"`));
  }
});
