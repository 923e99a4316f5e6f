import { expect, it, vi } from 'vitest';
import { RequestError } from '../../protocol/messages/requests.ts';
import type { FromWebview, ToWebview } from '../../protocol/messages/webview.ts';
import { type BrowserWindow, createBrowserHost } from './browserHost.ts';
import { createEventParser, type ServerEvent } from './eventStream.ts';
import { safeLink } from './link.ts';
import { placeLabel } from './placeLabel.ts';
import { createVscodeHost } from './vscodeHost.ts';

function vscode({ started = true } = {}) {
  const posted: FromWebview[] = [];
  const listeners: ((event: MessageEvent<unknown>) => void)[] = [];
  let state: unknown;
  const api = {
    postMessage: (message: FromWebview) => posted.push(message),
    getState: () => state,
    setState: (next: unknown) => {
      state = next;
    },
  };
  const host = createVscodeHost(api, { addEventListener: (_type, listener) => listeners.push(listener) });
  if (started) host.start();
  const receive = (data: ToWebview): void => {
    for (const listener of listeners) listener({ data } as MessageEvent<unknown>);
  };
  return { host, posted, receive };
}

it('says that it is ready, then matches answers to questions by id', async () => {
  const { host, posted, receive } = vscode();
  const first = host.ask('getTraceRows', { traceIds: ['a'] });
  const second = host.ask('getTraceRows', { traceIds: ['b'] });
  expect(posted.map(({ type }) => type)).toEqual(['ready', 'ask', 'ask']);
  receive({ type: 'answer', id: 2, reply: { error: { code: 'unavailable', message: 'starting' } } });
  receive({ type: 'answer', id: 1, reply: { ok: { traces: [] } } });
  await expect(first).resolves.toEqual({ traces: [] });
  await expect(second).rejects.toSatisfy((error) => RequestError.is(error, 'unavailable'));
});

it('says so before what was asked while it was built: ready withdraws all that came before', () => {
  const { host, posted } = vscode({ started: false });
  void host.ask('listTraces', { limit: 1 });
  expect(posted).toEqual([]);
  host.start();
  expect(posted.map(({ type }) => type)).toEqual(['ready', 'ask']);
});

it('withdraws a question and ignores its late answer', async () => {
  const { host, posted, receive } = vscode();
  const controller = new AbortController();
  const asked = host.ask('getTraceRows', { traceIds: [] }, controller.signal);
  controller.abort();
  await expect(asked).rejects.toSatisfy((error) => RequestError.is(error, 'cancelled'));
  expect(posted.at(-1)).toEqual({ type: 'cancel', id: 1 });
  expect(() => receive({ type: 'answer', id: 1, reply: { ok: {} } })).not.toThrow();
});

it('does not even ask what is already withdrawn', async () => {
  const { host, posted } = vscode();
  await expect(host.ask('getTraceRows', { traceIds: [] }, AbortSignal.abort())).rejects.toThrow();
  expect(posted).toEqual([{ type: 'ready' }]);
});

it('opens source by ids, links after a scheme check', async () => {
  const { host, posted, receive } = vscode();
  const opened = host.openSource({ traceId: 't', spanId: 's', preserveFocus: true });
  expect(posted.at(-1)).toEqual({
    type: 'openSource',
    id: 1,
    traceId: 't',
    spanId: 's',
    preserveFocus: true,
  });
  receive({ type: 'opened', id: 1, result: { kind: 'opened', label: 'a.py:1' } });
  await expect(opened).resolves.toEqual({ kind: 'opened', label: 'a.py:1' });
  host.openLink('command:workbench.action.quit');
  host.openLink('https://example.com');
  expect(posted.slice(-1)).toEqual([{ type: 'openLink', url: 'https://example.com/' }]);
});

it.each(['javascript:alert(1)', 'file:///etc/passwd', 'command:x', 'vscode://x', 'nonsense', ''])(
  'opens no link %j',
  (url) => expect(safeLink(url)).toBeUndefined(),
);

it('parses server-sent events across any split', () => {
  const text = ': hello\n\nevent: delta\r\ndata: {"a":\r\ndata: 1}\r\n\r\ndata: plain\n\nevent: nothing\n\n';
  for (let at = 0; at <= text.length; at++) {
    const events: ServerEvent[] = [];
    const parse = createEventParser((event) => events.push(event));
    parse(text.slice(0, at));
    parse(text.slice(at));
    expect(events).toEqual([
      { event: 'delta', data: '{"a":\n1}' },
      { event: 'message', data: 'plain' },
    ]);
  }
});

function browser(respond: (url: string, init: RequestInit) => Response) {
  const storage = new Map<string, string>();
  const calls: { readonly url: string; readonly init: RequestInit }[] = [];
  const opened: string[] = [];
  const replaced: string[] = [];
  const win = {
    location: new URL('http://127.0.0.1:5005/?token=secret'),
    history: { replaceState: (_data: unknown, _title: string, url: URL) => replaced.push(String(url)) },
    sessionStorage: {
      getItem: (key: string) => storage.get(key) ?? null,
      setItem: storage.set.bind(storage),
    },
    open: (url: string) => opened.push(url),
    setTimeout: () => 0,
    navigator: { clipboard: { writeText: () => Promise.resolve() } },
    fetch: async (url: string, init: RequestInit) => {
      calls.push({ url, init });
      return respond(url, init);
    },
  };
  return { host: createBrowserHost(win as unknown as BrowserWindow), calls, opened, replaced };
}

it('carries the token of the address as Bearer and takes it out of the address bar', async () => {
  const { host, calls, replaced } = browser(() => Response.json({ ok: { traces: [] } }));
  await expect(host.ask('getTraceRows', { traceIds: ['a'] })).resolves.toEqual({ traces: [] });
  expect(calls[0]).toMatchObject({
    url: '/api/request',
    init: { headers: { authorization: 'Bearer secret' } },
  });
  expect(JSON.parse(String(calls[0]?.init.body))).toEqual({
    name: 'getTraceRows',
    params: { traceIds: ['a'] },
  });
  expect(replaced).toEqual(['http://127.0.0.1:5005/']);
});

it.each([
  { name: 'a refused token', respond: () => new Response('', { status: 403 }), message: /token/ },
  { name: 'a server that is gone', respond: () => Response.error(), message: /does not answer/ },
])('says what to do about $name', async ({ respond, message }) => {
  const { host } = browser(respond);
  await expect(host.ask('getTraceRows', { traceIds: [] })).rejects.toThrow(message);
});

it('emits deltas of the event stream, then says that the connection is lost', async () => {
  const delta = { generation: 'g', seq: 1, changed: ['a'], removed: [], traceCount: 1 };
  const { host } = browser(() => new Response(`event: delta\ndata: ${JSON.stringify(delta)}\n\n`));
  const deltas: unknown[] = [];
  const states: string[] = [];
  host.onDelta((next) => deltas.push(next));
  host.onStatus(({ state }) => states.push(state));
  host.start();
  await vi.waitFor(() => expect(states).toEqual(['listening', 'failed']));
  expect(deltas).toEqual([delta]);
});

it('hands a place to VS Code only on a click on the link, not on the row', async () => {
  const candidates = [{ file: '/home/me/my app/a.py', line: 7, basis: 'index' }];
  const { host, opened } = browser(() => Response.json({ ok: { candidates } }));
  const target = { traceId: 't', spanId: 's' };
  await expect(host.openSource({ ...target, preserveFocus: true })).resolves.toEqual({
    kind: 'opened',
    label: 'a.py:7',
  });
  expect(opened).toEqual([]);
  await host.openSource({ ...target, preserveFocus: false });
  expect(opened).toEqual(['vscode://file/home/me/my%20app/a.py:7']);
});

it.each([
  [{ file: '/a/quickstart.py', line: 12 }, 'quickstart.py:12'],
  [{ file: 'C:\\work\\b.py', line: 3 }, 'b.py:3'],
  [{ file: '/a/r.ipynb', line: 4, cell: 2 }, 'r.ipynb · cell 3:4'],
])('labels %j', (place, label) => expect(placeLabel(place)).toBe(label));
