import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CodeLens, Hover } from 'vscode-languageserver/node';
import { kernelHash } from '../../source/kernelCell.ts';
import { type Client, connectClient, listening } from '../testing/connectClient.ts';
import { NotebookFile } from '../testing/notebookFile.ts';

const imports = 'import mlflow';
const plan = '@mlflow.trace\ndef plan(day):\n    return day';
const search = 'def main():\n    with mlflow.start_span("search"):\n        pass\n\nmain()';

let folder = '';
let client: Client;
let url = '';
let refreshes = 0;
let notebook: NotebookFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cells-'));
  refreshes = 0;
  client = await connectClient(folder);
  client.rpc.onRequest('workspace/codeLens/refresh', () => {
    refreshes += 1;
    return null;
  });
  ({ url } = await listening(client));
  notebook = new NotebookFile(client, join(folder, 'agent.ipynb'), [imports, plan, search]);
  await notebook.open();
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

interface Given {
  readonly id: number;
  readonly name?: string;
  /** What the cell said when it ran, and what it is to its kernel; absent: the program told no place. */
  readonly ran?: { readonly text: string; readonly line: number; readonly cellId?: string };
  readonly function?: string;
}

/** As the helper in a kernel tells it. */
async function run({ id, name = 'plan', ran, function: called = name }: Given): Promise<void> {
  const file = ran && `/tmp/ipykernel_4711/${kernelHash(ran.text)}.py`;
  const def = ran && {
    file,
    line: ran.line,
    function: called,
    ...(ran.cellId !== undefined && { cell: { id: ran.cellId } }),
  };
  const span = {
    traceId: hex(id, 32),
    spanId: hex(id, 16),
    name,
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000005000000',
  };
  const records = [
    { op: 'hello', v: 1, process: hex(7, 16), pid: process.pid },
    { op: 'end', span, ...(def && { code: { def } }) },
  ];
  const body = records.map((record) => JSON.stringify(record)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${url}/live/v1`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** `line: text` of one cell, lines of the cell from 1. */
async function told(cell: number): Promise<readonly string[]> {
  const textDocument = { uri: notebook.cellUri(cell) };
  const lenses = await client.rpc.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
  return lenses.map(({ range, command }) => `${range.start.line + 1}: ${command?.title}`);
}

it('tells above the functions and blocks of each cell what their calls came to', async () => {
  expect(await told(1)).toEqual([]);
  await run({ id: 1, ran: { text: plan, line: 1 } });
  await run({ id: 2, ran: { text: plan, line: 1 } });
  await run({ id: 3, name: 'search', function: 'main', ran: { text: search, line: 2 } });
  expect(await told(0)).toEqual([]);
  expect(await told(1)).toEqual(['1: 2 runs · p50 5 ms']);
  expect(await told(2)).toEqual(['2: 1 run · 5 ms']);
});

it('knows calls of which no place was told by their name', async () => {
  await run({ id: 1 });
  expect(await told(1)).toEqual(['1: 1 run · 5 ms']);
});

it('follows what is typed: the lines while the text is the one that ran, the function after that', async () => {
  await run({ id: 1, ran: { text: plan, line: 1, cellId: notebook.cellUri(1) } });
  await notebook.change(1, `# tomorrow too\n\n${plan}`);
  expect(await told(1)).toEqual(['3: 1 run · 5 ms']);
  await notebook.change(1, plan.replace('def plan', 'def make_plan'));
  expect(await told(1)).toEqual([]);
  await notebook.insert(0, '# first');
  await notebook.change(2, plan);
  expect(await told(2)).toEqual(['1: 1 run · 5 ms']);
  expect(await told(1)).toEqual([]);
});

it('tells two blocks of one name apart by the cell that ran, and says nothing where that is not known', async () => {
  const block = 'with mlflow.start_span("step"):\n    pass';
  await notebook.insert(3, block);
  await notebook.insert(4, `${block}\n# again`);
  const ran = { text: block, line: 1, cellId: notebook.cellUri(3) };
  await run({ id: 1, name: 'step', function: '<module>', ran });
  expect([await told(3), await told(4)]).toEqual([['1: 1 run · 5 ms'], []]);
  // The cell was edited since; its id still tells.
  await notebook.change(3, `# once\n${block}`);
  expect([await told(3), await told(4)]).toEqual([['2: 1 run · 5 ms'], []]);
  await run({ id: 2, name: 'step', function: '<module>' });
  expect([await told(3), await told(4)]).toEqual([['2: 1 run · 5 ms'], []]);
});

it('leaves calls of another notebook and of files to those', async () => {
  const elsewhere = `${notebook.cellUri(1).replace('agent.ipynb', 'copy.ipynb')}`;
  await run({ id: 1, ran: { text: plan, line: 1, cellId: elsewhere } });
  expect(await told(1)).toEqual([]);
});

it('tells the last call where the mouse is on a name in a cell', async () => {
  await run({ id: 1, ran: { text: plan, line: 1 } });
  const hover = (line: number, character: number) =>
    client.rpc.sendRequest<Hover | null>('textDocument/hover', {
      textDocument: { uri: notebook.cellUri(1) },
      position: { line: line - 1, character },
    });
  expect(await hover(2, 6)).toMatchObject({
    range: { start: { line: 1, character: 4 }, end: { line: 1, character: 8 } },
    contents: { value: expect.stringMatching(/^\*\*plan\*\* · 5 ms/) },
  });
  expect(await hover(3, 6)).toBeNull();
});

it('asks to be asked again for a cell, and for none of a notebook that was closed', async () => {
  expect(await told(1)).toEqual([]);
  await run({ id: 1 });
  await vi.waitFor(() => expect(refreshes).toBe(1), 60_000);
  await notebook.close();
  expect(await told(1)).toEqual([]);
});
