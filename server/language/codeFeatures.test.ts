import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type {
  ClientCapabilities,
  DefinitionLink,
  DocumentSymbol,
  Location,
  SymbolInformation,
} from 'vscode-languageserver/node';
import type { ServerOptions } from '../../protocol/messages/language.ts';
import type { SourceAt } from '../../protocol/model/source.ts';
import { type Client, connectClient, listening } from './testing/connectClient.ts';
import { refOf, sendLive } from './testing/liveRun.ts';
import { PythonFile } from './testing/pythonFile.ts';

const program = `import mlflow


def calculate_tip(bill, percent):
    return bill * percent


TOOL = {"name": "calculate_tip", "parameters": {}}
TOOLS = {"tip": calculate_tip}
print("calculate_tip")


@mlflow.trace(name="plan day")
def plan(day):
    with mlflow.start_span(f"step {day}"):
        return day


def answer(question):
    prompt = f"Answer the question {question} as if it were yours."
    return prompt
`;
const planLine = 13;

let folder = '';
let client: Client;
let url = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'code-'));
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

async function start(
  options: Partial<ServerOptions> = {},
  capabilities: ClientCapabilities = {},
): Promise<PythonFile> {
  client = await connectClient(folder, options, {}, capabilities);
  ({ url } = await listening(client));
  const file = new PythonFile(client, join(folder, 'agent.py'), program);
  await file.open();
  return file;
}

const documentSymbols = ({ uri }: PythonFile) =>
  client.rpc.sendRequest<readonly DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri } });

const outline = (symbols: readonly DocumentSymbol[]): readonly unknown[] =>
  symbols.map(({ name, detail, range, children }) => {
    const text = `${name} (${detail}) ${range.start.line + 1}-${range.end.line + 1}`;
    return children ? [text, ...outline(children)] : text;
  });

async function found(query: string): Promise<readonly string[]> {
  const symbols = await client.rpc.sendRequest<readonly SymbolInformation[]>('workspace/symbol', { query });
  return symbols.map(({ name, location }) => `${name}:${location.range.start.line + 1}`);
}

it('tells spans as symbols, those within others below them, once there is a trace', async () => {
  const file = await start({ symbols: 'all' });
  expect(client.initialized.capabilities.documentSymbolProvider).toEqual({ label: 'Sidetrace' });
  expect(await documentSymbols(file)).toEqual([]);
  expect(await found('plan')).toEqual([]);
  await sendLive(url, [{ id: 1, name: 'plan day' }]);
  expect(outline(await documentSymbols(file))).toEqual([
    'calculate_tip (tool description) 8-8',
    'tip (tool or node) 9-9',
    ['plan day (traced function) 13-16', 'step … (span block) 15-16'],
  ]);
  expect(await found('plan')).toEqual([`plan day:${planLine + 1}`]);
  expect(await found('tip')).toEqual(['tip:9', 'calculate_tip:8']);
  expect(await found('pln dy')).toEqual([`plan day:${planLine + 1}`]);
});

it('tells a client that can be told later of symbols when the first trace comes', async () => {
  const dynamicRegistration = true;
  const registered: string[] = [];
  const file = await start(
    { symbols: 'all' },
    {
      textDocument: { documentSymbol: { dynamicRegistration } },
      workspace: { symbol: { dynamicRegistration } },
    },
  );
  client.rpc.onRequest('client/registerCapability', ({ registrations }) => {
    registered.push(...registrations.map(({ method }: { method: string }) => method));
    return null;
  });
  expect(client.initialized.capabilities.documentSymbolProvider).toBeUndefined();
  expect(registered).toEqual([]);
  await sendLive(url, [{ id: 1, name: 'plan day' }]);
  await vi.waitFor(
    () => expect(registered).toEqual(['workspace/symbol', 'textDocument/documentSymbol']),
    60_000,
  );
  expect(await documentSymbols(file)).toHaveLength(3);
});

it.each([
  [{}, undefined, true],
  [{ symbols: 'off' }, undefined, undefined],
] as const)('has as many symbols as the setting says: %j', async (options, ofDocuments, ofWorkspace) => {
  await start(options);
  const { documentSymbolProvider, workspaceSymbolProvider } = client.initialized.capabilities;
  expect([documentSymbolProvider, workspaceSymbolProvider]).toEqual([ofDocuments, ofWorkspace]);
});

const definition = <T>({ uri, text }: PythonFile, at: string) => {
  const before = text.slice(0, text.indexOf(at) + 2).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return client.rpc.sendRequest<readonly T[]>('textDocument/definition', { textDocument: { uri }, position });
};

it('goes from the name of a tool in a text to its function, and from no other text', async () => {
  const file = await start({}, { textDocument: { definition: { linkSupport: true } } });
  const [link, ...more] = await definition<DefinitionLink>(file, '"calculate_tip", "parameters"');
  expect(more).toEqual([]);
  expect(link).toMatchObject({
    targetUri: file.uri,
    targetSelectionRange: { start: { line: 3, character: 0 } },
    originSelectionRange: { start: { line: 7, character: 17 }, end: { line: 7, character: 30 } },
  });
  expect(await definition(file, '"tip": calculate_tip')).toMatchObject([{ targetUri: file.uri }]);
  expect(await definition(file, '"calculate_tip")')).toEqual([]);
  expect(await definition(file, '"name": "calculate')).toEqual([]);
  expect(await definition(file, 'calculate_tip(bill')).toEqual([]);
});

it('goes from the name in a call to the function that it is given, as long as the call is open', async () => {
  const file = await start();
  await file.change(`def plan(): pass

graph.add_node(
    "plan",  # first
    plan,
)
print("plan")
`);
  expect(await definition(file, '"plan",  #')).toMatchObject([{ range: { start: { line: 0 } } }]);
  expect(await definition(file, '"plan")')).toEqual([]);
});

it('offers every function that a text for a model may mean, to any client', async () => {
  const file = await start();
  const other = new PythonFile(client, join(folder, 'other.py'), 'def calculate_tip():\n    pass\n');
  const places = await definition<Location>(file, '"calculate_tip", "parameters"');
  expect(places.map(({ uri }) => uri)).toEqual([file.uri, pathToFileURL(other.path).href]);
  expect(await definition<Location>(file, '"tip": calculate_tip')).toMatchObject([{ uri: file.uri }]);
});

async function resolved(at: SourceAt): Promise<unknown> {
  const { ok } = await client.rpc.sendRequest<{
    readonly ok: { candidates: { line: number }[]; reason?: string };
  }>('sidetrace/ask', { name: 'resolveSource', params: { ...refOf({ id: 1 }), at } });
  return ok.reason ?? ok.candidates.map(({ line }) => line);
}

it('goes from a tool on offer, a tool call and a prompt of a conversation to the code', async () => {
  await start();
  const tool = (name: string) => ({
    type: 'function',
    function: { name, parameters: { type: 'object', properties: { bill: {}, percent: {} } } },
  });
  const call = { name: 'calculate_tip', arguments: '{"bill": 1, "percent": 2}' };
  const messages = [
    { role: 'system', content: 'Answer the question why? as if it were yours.' },
    { role: 'user', content: 'Nobody has written this into the program.' },
    { role: 'assistant', content: '', tool_calls: [{ id: 'c', type: 'function', function: call }] },
  ];
  await sendLive(url, [
    { id: 1, name: 'chat', chat: { messages, tools: [tool('calculate_tip'), tool('web_search')] } },
  ]);
  expect(await resolved({ tool: 0 })).toContain(4);
  expect(await resolved({ tool: 1 })).toMatch(/No function or tool named “web_search”/);
  expect(await resolved({ message: 2, call: 0 })).toContain(4);
  expect(await resolved({ message: 0, part: 0 })).toEqual([20]);
  expect(await resolved({ message: 1, part: 0 })).toMatch(/No text in the open folders/);
  expect(await resolved({ tool: 9 })).toMatch(/no such part/);
  expect(await resolved({ message: 2, part: 7 })).toMatch(/no such part/);
});
