import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ServerOptions } from '../../../protocol/messages/language.ts';
import { type Client, connectClient, listening } from '../testing/connectClient.ts';
import { PythonFile } from '../testing/pythonFile.ts';
import { explainCommand } from './threadDiagnostics.ts';

const program = `import os
from concurrent.futures import ThreadPoolExecutor

def agent(pool):
    return [pool.submit(work, x) for x in range(3)]

def other(pool):
    return pool.submit(work, 4)
`;

let folder = '';
let client: Client;
let url = '';
let clock = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'threads-'));
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<void> {
  client = await connectClient(folder, options);
  ({ url } = await listening(client));
}

async function openFile(text = program): Promise<PythonFile> {
  const file = new PythonFile(client, join(folder, 'agent.py'), text);
  await file.open();
  return file;
}

interface Run {
  /** One call of the root's function began on each. */
  readonly lines: readonly number[];
  readonly by?: string;
  /** Of the spans' own door, as MLflow from 3.9 on has it. */
  readonly mlflow?: string;
  readonly function?: string;
  readonly first?: number;
}

/** What the helper in a program's process tells of a run of `agent`. */
async function run({ lines, by = 'submit', mlflow, ...place }: Run): Promise<void> {
  clock += 1_000_000;
  const root = { traceId: hex(clock, 32), spanId: hex(clock, 16) };
  const at = { file: join(folder, 'agent.py'), function: 'agent', first: 4, ...place };
  const span = (name: string, id: number) => ({
    traceId: hex(id, 32),
    spanId: hex(id, 16),
    name,
    startTimeUnixNano: `${id}`,
    endTimeUnixNano: `${id + 1}`,
  });
  const children = lines.map((line, index) => ({
    op: 'end',
    span: span('work', clock + index + 1),
    spawnedFrom: { ...root, by, at: { ...at, line } },
  }));
  const records = [
    { op: 'hello', v: 1, process: hex(clock, 16), pid: process.pid },
    { op: 'end', span: span('agent', clock) },
    ...children,
  ];
  await post('live/v1', 'application/x-ndjson', records.map((record) => JSON.stringify(record)).join('\n'));
  if (mlflow === undefined) return;
  const sdk = { 'telemetry.sdk.name': 'mlflow', 'telemetry.sdk.version': mlflow };
  const attributes = Object.entries(sdk).map(([key, stringValue]) => ({ key, value: { stringValue } }));
  const spans = children.map((child) => child.span);
  const body = { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] };
  await post('v1/traces', 'application/json', JSON.stringify(body));
}

function calls(line: number, count: number): string {
  const began = count === 1 ? '1 call began a trace of its own' : `${count} calls began traces of their own`;
  return `${line}: ${began}: a thread has no tracing context.`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

async function post(path: string, type: string, body: string): Promise<void> {
  const headers = { 'content-type': type };
  const response = await fetch(`${url}/${path}`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

it('marks the line that gave work to threads, and mends it', async () => {
  await start();
  const file = await openFile();
  await run({ lines: [5, 5, 5] });
  await file.marked(calls(5, 3));
  expect(client.diagnostics.get(file.uri)).toMatchObject([
    {
      severity: 3,
      source: 'Sidetrace',
      code: 'thread-context',
      range: { start: { character: 17 }, end: { character: 23 } },
    },
  ]);
  expect(await file.actions(4)).toEqual([]);
  const [fix, why] = await file.actions(5);
  expect(why).toMatchObject({ kind: 'quickfix', command: { command: explainCommand } });
  expect(fix).toMatchObject({
    kind: 'quickfix',
    isPreferred: true,
    diagnostics: [{ code: 'thread-context' }],
  });
  await file.apply(fix!);
  expect(file.text).toBe(
    program
      .replace('import os\n', 'import contextvars\nimport os\n')
      .replace('submit(work, x)', 'submit(contextvars.copy_context().run, work, x)'),
  );
  await file.marked();
  expect(await file.actions(6)).toEqual([]);
});

it('follows the call as the file is edited, and lets it go when it is gone', async () => {
  await start();
  const file = await openFile();
  await run({ lines: [5] });
  await file.marked(calls(5, 1));
  const moved = program.replace('def agent(pool):\n', '# new\n\n\ndef agent(pool):\n    # and here\n');
  await file.change(moved);
  expect(await file.actions(9)).toHaveLength(2);
  await file.change(moved.replace('pool.submit(work, x)', 'x'));
  await file.marked();
});

it('lets it go when a later run stays together, and only then', async () => {
  await start();
  const file = await openFile();
  await run({ lines: [5] });
  await run({ lines: [8], function: 'other', first: 7 });
  // The newest run of the same trace is what counts.
  await file.marked(calls(8, 1));
  await run({ lines: [] });
  await file.marked();
});

it('lets it go when the traces are cleared', async () => {
  await start();
  const file = await openFile();
  await run({ lines: [5] });
  await file.marked(calls(5, 1));
  await client.rpc.sendRequest('sidetrace/ask', { name: 'deleteTraces', params: { traceIds: 'all' } });
  await file.marked();
});

const attaching = `from opentelemetry import context, trace

def worker(parent, x):
    token = context.attach(parent)
    return work(x)

def agent(pool):
    parent = context.get_current()
    pool.submit(worker, parent, 1)
`;

it.each([
  ['3.9.0', true],
  ['3.17.2', true],
  ['3.8.1', false],
  [undefined, false],
])('warns of attach where MLflow %s made the traces: %s', async (mlflow, warns) => {
  await start();
  const file = await openFile(attaching);
  await run({ lines: [9], first: 7, ...(mlflow && { mlflow }) });
  if (!warns) {
    await file.marked(calls(9, 1));
    expect(await file.actions(4)).toEqual([]);
    return;
  }
  const kept = 'From MLflow 3.9 on, MLflow keeps its own context: attach does nothing for its spans';
  await file.marked(`4: ${kept} (${mlflow} ran here).`, calls(9, 1));
  const [fix] = await file.actions(4);
  expect(fix).toMatchObject({
    title: 'Run it in a copy of the context, on line 9',
    diagnostics: [{ severity: 2 }],
  });
  await file.apply(fix!);
  expect(file.text).toContain('pool.submit(contextvars.copy_context().run, worker, parent, 1)');
  await file.marked();
});

it('marks a file of the workspace that is not open, none of elsewhere', async () => {
  await start();
  const file = new PythonFile(client, join(folder, 'agent.py'), program);
  await run({ lines: [5] });
  await file.marked(calls(5, 1));
  const elsewhere = await mkdtemp(join(tmpdir(), 'elsewhere-'));
  try {
    const other = new PythonFile(client, join(elsewhere, 'agent.py'), program);
    await post('live/v1', 'application/x-ndjson', recordsOf(other.path));
    await run({ lines: [5, 5] });
    await file.marked(calls(5, 2));
    await other.marked();
  } finally {
    await rm(elsewhere, { recursive: true });
  }
});

function recordsOf(file: string): string {
  const ids = (id: string) => ({ traceId: id.repeat(32), spanId: id.repeat(16) });
  const at = { file, line: 5, function: 'agent', first: 4 };
  const times = { startTimeUnixNano: '5', endTimeUnixNano: '6' };
  return [
    { op: 'hello', v: 1, process: 'p', pid: process.pid },
    { op: 'end', span: { ...ids('b'), ...times, name: 'b' }, spawnedFrom: { ...ids('a'), by: 'submit', at } },
  ]
    .map((record) => JSON.stringify(record))
    .join('\n');
}

it('says nothing where the setting is off', async () => {
  await start({ threadHints: false });
  const file = await openFile();
  await run({ lines: [5] });
  expect(await file.actions(5)).toEqual([]);
});

it('opens the page that explains it', async () => {
  await start();
  const shown: unknown[] = [];
  client.rpc.onRequest('window/showDocument', (params) => {
    shown.push(params);
    return { success: true };
  });
  await client.rpc.sendRequest('workspace/executeCommand', { command: explainCommand });
  expect(shown).toEqual([{ uri: pathToFileURL(join(folder, 'threads.md')).href, takeFocus: true }]);
});
