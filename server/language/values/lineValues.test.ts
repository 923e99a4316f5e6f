import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { InlayHint } from 'vscode-languageserver/node';
import type { ServerOptions } from '../../../protocol/messages/language.ts';
import type { LineValues, ValuesMode } from '../../../protocol/messages/values.ts';
import { type Client, connectClient, listening } from '../testing/connectClient.ts';
import { PythonFile } from '../testing/pythonFile.ts';
import { type ToldCall, tellCall } from '../testing/tellCall.ts';

const program = `import mlflow

@mlflow.trace
def make_plan(day, hours=8):
    return day


def calculate_tip(bill_amount, tip_percentage):
    return bill_amount * tip_percentage / 100


def run_tool(call):
    with mlflow.start_span(f"Tool_{call}"):
        return call


print(make_plan("Monday"))
`;
/** Lines of that. */
const [def, tipDef, block, site] = [4, 8, 13, 17];

let folder = '';
let client: Client;
let url = '';
let changes = 0;
let refreshes = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'values-'));
  [changes, refreshes] = [0, 0];
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<PythonFile> {
  client = await connectClient(folder, options);
  client.rpc.onNotification('sidetrace/valuesChanged', () => {
    changes += 1;
  });
  client.rpc.onRequest('workspace/inlayHint/refresh', () => {
    refreshes += 1;
    return null;
  });
  ({ url } = await listening(client));
  const file = new PythonFile(client, join(folder, 'agent.py'), program);
  await file.open();
  return file;
}

interface Given extends Omit<ToldCall, 'name' | 'def' | 'call'> {
  readonly name?: string;
  /** Whether lines are told. */
  readonly placed?: boolean;
}

function run(file: PythonFile, { name = 'make_plan', placed = false, ...call }: Given): Promise<void> {
  const place = { file: file.path, line: def - 1, function: 'make_plan' };
  return tellCall(url, {
    ...call,
    name,
    ...(placed && { def: place, call: { file: file.path, line: site } }),
  });
}

function ask(file: PythonFile, mode: ValuesMode = 'lastRun'): Promise<LineValues> {
  const params = { uri: file.uri, mode, maxLength: 80, marks: true };
  return client.rpc.sendRequest('sidetrace/lineValues', params);
}

/** `line: text`, lines from 1. */
async function told(file: PythonFile, mode?: ValuesMode): Promise<readonly string[]> {
  return (await ask(file, mode)).values.map(({ line, text }) => `${line + 1}: ${text}`);
}

async function marked(file: PythonFile): Promise<readonly string[]> {
  return (await ask(file, 'off')).marks.map(({ line, mark }) => `${line + 1}: ${mark}`);
}

function hints({ uri }: PythonFile, from = 1, to = 100): Promise<readonly InlayHint[]> {
  return client.rpc.sendRequest('textDocument/inlayHint', {
    textDocument: { uri },
    range: { start: { line: from - 1, character: 0 }, end: { line: to - 1, character: 0 } },
  });
}

it('tells at the function what its last call took and gave, and at the line that called what came of it', async () => {
  const file = await start();
  expect(await ask(file)).toEqual({ values: [], marks: [] });
  const inputs = { day: 'Monday', hours: 8 };
  await run(file, { id: 1, inputs, outputs: 'rest', placed: true });
  expect(await told(file)).toEqual([`${def}: (day="Monday", hours=8) → "rest"`, `${site}: → "rest"`]);
  const [value] = (await ask(file)).values;
  expect(value).toMatchObject({ state: 'ok', tooltip: expect.stringContaining('"day": "Monday"') });
  expect((await ask(file)).version).toBe(1);
});

it('tells a failed call by its error and a running one by its time, with their marks', async () => {
  const file = await start();
  await run(file, { id: 1, inputs: { day: 1 }, failed: true });
  expect(await told(file)).toEqual([`${def}: (day=1) ✗ unknown mode`]);
  expect(await marked(file)).toEqual([`${def}: failed`]);
  await run(file, { id: 2, inputs: { day: 2 }, ended: false });
  expect(await told(file)).toEqual([expect.stringMatching(/^4: \(day=2\) … running/)]);
  expect((await ask(file)).values[0]?.state).toBe('running');
  expect(await marked(file)).toEqual([`${def}: running`]);
  await run(file, { id: 2, inputs: { day: 2 } });
  expect(await marked(file)).toEqual([`${def}: ok`]);
});

it('tells of a tool the whole call, at the block that ran it and at its function', async () => {
  const file = await start();
  const tool = { kind: 'TOOL', outputs: { result: 41.21 } };
  const inputs = { bill_amount: 187.32, tip_percentage: 22 };
  await run(file, { id: 1, name: 'Tool_calculate_tip', inputs, ...tool });
  const whole = 'calculate_tip(bill_amount=187.32, tip_percentage=22) → 41.21';
  expect(await told(file)).toEqual([`${tipDef}: ${whole}`, `${block}: ${whole}`]);
  // A function of that name that cannot have been called so.
  await run(file, { id: 2, name: 'Tool_calculate_tip', inputs: { amount: 1 }, ...tool });
  expect(await told(file)).toEqual([`${block}: calculate_tip(amount=1) → 41.21`]);
});

it('tells only of the newest run where that is asked for, and nothing where it is off', async () => {
  const file = await start();
  await run(file, { id: 1, outputs: 1, run: 'one' });
  await run(file, { id: 2, name: 'Tool_x', inputs: { a: 1 }, run: 'two' });
  expect(await told(file, 'lastRun')).toEqual([`${def}: → 1`, `${block}: (a=1)`]);
  expect(await told(file, 'thisRun')).toEqual([`${block}: (a=1)`]);
  expect(await told(file, 'off')).toEqual([]);
});

it('follows the text as it is edited, without its being saved', async () => {
  const file = await start();
  await run(file, { id: 1, outputs: 1, placed: true });
  expect(await told(file)).toEqual([`${def}: → 1`, `${site}: → 1`]);
  await file.change(`# new\n${program}`);
  expect(await told(file)).toEqual([`${def + 1}: → 1`, `${site + 1}: → 1`]);
  await file.change(program.replace('print(make_plan("Monday"))', 'print(1)'));
  expect(await told(file)).toEqual([`${def}: → 1`]);
});

it('marks a function whose text has changed since it was called, until it is as it was', async () => {
  const file = await start();
  const text = '@mlflow.trace\ndef make_plan(day, hours=8):\n    return day\n';
  await run(file, { id: 1, outputs: 1, placed: true, ran: { text, line: def - 1, name: 'make_plan' } });
  expect(await marked(file)).toEqual([`${def}: ok`]);
  await file.change(program.replace('return day', 'return day or 1'));
  expect(await marked(file)).toEqual([`${def}: stale`]);
  await file.change(`# new\n${program}`);
  expect(await marked(file)).toEqual([`${def + 1}: ok`]);
});

it('asks to be asked again when something else is to be told, and only then', async () => {
  const file = await start();
  expect(await told(file)).toEqual([]);
  await run(file, { id: 1, outputs: 1 });
  await vi.waitFor(() => expect(changes).toBe(1), 60_000);
  expect(await told(file)).toEqual([`${def}: → 1`]);
  await run(file, { id: 2, name: 'somebody else' });
  await run(file, { id: 3, outputs: 3 });
  await vi.waitFor(() => expect(changes).toBe(2), 60_000);
  expect(await told(file)).toEqual([`${def}: → 3`]);
  expect(refreshes).toBe(0);
});

it('gives editors that know them inlay hints behind the lines, and asks for a new look', async () => {
  const file = await start();
  expect(client.initialized.capabilities.inlayHintProvider).toBe(true);
  expect(await hints(file)).toEqual([]);
  await run(file, { id: 1, inputs: { day: 1 }, outputs: 'rest', placed: true });
  await vi.waitFor(() => expect(refreshes).toBe(1), 60_000);
  expect(await hints(file)).toEqual([
    {
      position: { line: def - 1, character: 'def make_plan(day, hours=8):'.length },
      label: '(day=1) → "rest"',
      paddingLeft: true,
      tooltip: { kind: 'markdown', value: expect.stringMatching(/^\*\*make\\_plan\*\*/) },
    },
    expect.objectContaining({ label: '→ "rest"' }),
  ]);
  expect(await hints(file, site, site)).toHaveLength(1);
  expect(changes).toBe(0);
});

it('keeps inlay hints to length and mode that are asked for, and from an editor that wants none', async () => {
  const file = await start({ values: { mode: 'off' } });
  await run(file, { id: 1, outputs: 1 });
  expect(await hints(file)).toEqual([]);
  await client.close();
  await start({ inlayHints: false });
  expect(client.initialized.capabilities.inlayHintProvider).toBeUndefined();
});

it('says nothing of a document that is not open', async () => {
  const file = await start();
  await run(file, { id: 1, outputs: 1 });
  await client.rpc.sendNotification('textDocument/didClose', { textDocument: { uri: file.uri } });
  expect(await ask(file)).toEqual({ values: [], marks: [] });
});
