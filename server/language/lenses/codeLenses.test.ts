import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CodeLens, Hover } from 'vscode-languageserver/node';
import type { ServerOptions } from '../../../protocol/messages/language.ts';
import { startService } from '../../service.ts';
import { type Client, connectClient, listening } from '../testing/connectClient.ts';
import { PythonFile } from '../testing/pythonFile.ts';

const program = `import mlflow

@mlflow.trace(
    name="plan",
)
@cached
def make_plan(day):
    with mlflow.start_span("search"):
        return day
`;

let folder = '';
let client: Client;
let url = '';
let refreshes = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lenses-'));
  refreshes = 0;
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<PythonFile> {
  client = await connectClient(folder, options);
  client.rpc.onRequest('workspace/codeLens/refresh', () => {
    refreshes += 1;
    return null;
  });
  ({ url } = await listening(client));
  const file = new PythonFile(client, join(folder, 'agent.py'), program);
  await file.open();
  return file;
}

interface Given {
  readonly id: number;
  readonly name?: string;
  readonly ended?: boolean;
  readonly file?: string;
  readonly failed?: boolean;
  readonly inputs?: object;
}

/** As the helper in a program's process tells it. */
async function run({ id, name = 'plan', ended = true, file, failed = false, inputs }: Given): Promise<void> {
  const at = file === undefined ? {} : { code: { def: { file, line: 3, function: 'make_plan' } } };
  const span = {
    traceId: hex(id, 32),
    spanId: hex(id, 16),
    name,
    startTimeUnixNano: '1700000000000000000',
    ...(ended && { endTimeUnixNano: '1700000000005000000' }),
    ...(failed && { status: { code: 2 } }),
    ...(inputs && {
      attributes: [
        attribute('mlflow.spanType', 'TOOL'),
        attribute('mlflow.spanInputs', JSON.stringify(inputs)),
      ],
    }),
  };
  const records = [
    { op: 'hello', v: 1, process: hex(7, 16), pid: process.pid },
    { op: ended ? 'end' : 'start', span, ...at },
  ];
  const body = records.map((record) => JSON.stringify(record)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${url}/live/v1`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

function attribute(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function lenses({ uri }: PythonFile): Promise<readonly CodeLens[]> {
  return client.rpc.sendRequest('textDocument/codeLens', { textDocument: { uri } });
}

/** `line: text`, lines from 1. */
async function told(file: PythonFile): Promise<readonly string[]> {
  return (await lenses(file)).map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
}

it('tells above functions and blocks what their calls came to, with the newest behind the click', async () => {
  const file = await start();
  expect(client.initialized.capabilities.codeLensProvider).toBeDefined();
  expect(await told(file)).toEqual([]);
  await run({ id: 1 });
  await run({ id: 2, failed: true });
  await run({ id: 3, name: 'search' });
  expect(await told(file)).toEqual(['3: 2 runs · p50 5 ms · 1 error', '8: 1 run · 5 ms']);
  expect((await lenses(file))[0]?.command).toMatchObject({
    command: 'sidetrace.revealSpan',
    arguments: [
      { traceId: hex(2, 32), spanId: hex(2, 16) },
      { uri: file.uri, line: 7 },
    ],
  });
  expect((await lenses(file))[1]?.command?.arguments).toHaveLength(1);
});

it('tells the calls behind a lens, the newest first, each by what it was given or why it failed', async () => {
  const file = await start();
  await run({ id: 1, inputs: { day: 'Monday', hours: 3 } });
  await run({ id: 2, failed: true });
  await run({ id: 3, ended: false });
  const [lens] = await lenses(file);
  const params = lens?.command?.arguments?.[1];
  expect(await client.rpc.sendRequest('sidetrace/callsAt', params)).toMatchObject({
    total: 3,
    calls: [
      { spanId: hex(3, 16), status: 'running' },
      { spanId: hex(2, 16), status: 'error', durationMs: 5 },
      { spanId: hex(1, 16), durationMs: 5, startedMs: 1_700_000_000_000, text: 'day="Monday", hours=3' },
    ],
  });
  const nowhere = { uri: file.uri, line: 1 };
  expect(await client.rpc.sendRequest('sidetrace/callsAt', nowhere)).toEqual({ calls: [], total: 0 });
});

it('counts the calls of a program in a container, once the editor says which folder it has', async () => {
  const file = await start();
  await run({ id: 1, file: '/app/agent.py' });
  expect(await told(file)).toEqual([]);
  const mappings = [{ remoteRoot: '/app', localRoot: folder }];
  await client.rpc.sendNotification('sidetrace/pathMappings', { mappings });
  expect(await told(file)).toEqual(['3: 1 run · 5 ms']);
  const found = await client.rpc.sendRequest('sidetrace/ask', {
    name: 'resolveSource',
    params: { traceId: hex(1, 32), spanId: hex(1, 16) },
  });
  expect(found).toMatchObject({ ok: { candidates: [{ file: join(folder, 'agent.py'), line: 7 }] } });
});

it('takes mappings at its start too', async () => {
  const file = await start({ pathMappings: [{ remoteRoot: '/app', localRoot: folder }] });
  await run({ id: 1, file: '/app/agent.py' });
  expect(await told(file)).toEqual(['3: 1 run · 5 ms']);
});

it('asks to be asked again when something else is to be told, and only then', async () => {
  const file = await start();
  expect(await told(file)).toEqual([]);
  await run({ id: 1 });
  await vi.waitFor(() => expect(refreshes).toBe(1), 60_000);
  expect(await told(file)).toEqual(['3: 1 run · 5 ms']);
  await run({ id: 2, name: 'somebody else' });
  await run({ id: 3 });
  await vi.waitFor(() => expect(refreshes).toBe(2), 60_000);
  expect(await told(file)).toEqual(['3: 2 runs · p50 5 ms']);
});

it('asks an editor again that asked before the server was ready', async () => {
  let goOn = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  client = await connectClient(
    folder,
    {},
    { startService: (deps, options) => ready.then(() => startService(deps, options)) },
  );
  client.rpc.onRequest('workspace/codeLens/refresh', () => {
    refreshes += 1;
    return null;
  });
  const file = new PythonFile(client, join(folder, 'agent.py'), program);
  await file.open();
  expect(await told(file)).toEqual([]);
  goOn();
  await vi.waitFor(() => expect(refreshes).toBe(1), 60_000);
});

it('tells the time of what runs, as it passes', async () => {
  const file = await start();
  await run({ id: 1, ended: false });
  const first = await told(file);
  expect(first).toEqual([expect.stringMatching(/^3: running \d+ h \d+ min$/)]);
  await run({ id: 1 });
  await vi.waitFor(() => expect(refreshes).toBeGreaterThan(0), 60_000);
  expect(await told(file)).toEqual(['3: 1 run · 5 ms']);
});

it('follows the text as it is edited, without its being saved', async () => {
  const file = await start();
  await run({ id: 1 });
  await file.change(`# new\n\n${program}`);
  expect(await told(file)).toEqual(['5: 1 run · 5 ms']);
  await file.change(program.replace('name="plan"', 'name="other"'));
  expect(await told(file)).toEqual([]);
});

it('leaves calls of a function of the same name in another file to that file', async () => {
  const file = await start();
  await run({ id: 1, file: join(folder, 'other.py') });
  expect(await told(file)).toEqual([]);
  await run({ id: 2, file: file.path });
  expect(await told(file)).toEqual(['3: 1 run · 5 ms']);
});

it('has nothing left to tell when the traces are cleared', async () => {
  const file = await start();
  await run({ id: 1 });
  expect(await told(file)).toHaveLength(1);
  await client.rpc.sendRequest('sidetrace/ask', { name: 'deleteTraces', params: { traceIds: 'all' } });
  await vi.waitFor(() => expect(refreshes).toBe(1), 60_000);
  expect(await told(file)).toEqual([]);
});

it('tells the last call where the mouse is on the name of the function, nowhere else', async () => {
  const file = await start();
  const hover = (line: number, character: number) =>
    client.rpc.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri: file.uri },
      position: { line: line - 1, character },
    });
  expect(await hover(7, 5)).toBeNull();
  await run({ id: 1, failed: true });
  await run({ id: 2 });
  expect(await hover(7, 5)).toMatchObject({
    range: { start: { line: 6, character: 4 }, end: { line: 6, character: 13 } },
    contents: {
      kind: 'markdown',
      value: expect.stringMatching(
        /^\*\*plan\*\* · 5 ms\n\n\*\*Before that\*\*\n\n- [\d:]{8} · error · 5 ms$/,
      ),
    },
  });
  expect(await hover(7, 1)).toBeNull();
  expect(await hover(7, 15)).toBeNull();
  expect(await hover(6, 2)).toBeNull();
});

it('offers none where the setting is off', async () => {
  await start({ codeLens: false, hover: false });
  expect(client.initialized.capabilities.hoverProvider).toBeUndefined();
  expect(client.initialized.capabilities.codeLensProvider).toBeUndefined();
});
