import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver/node';
import type { ServerOptions } from '../../../protocol/messages/language.ts';
import { kernelHash } from '../../source/kernelCell.ts';
import { type Client, connectClient, listening } from '../testing/connectClient.ts';
import { type LiveRun, refOf, sendLive } from '../testing/liveRun.ts';
import { NotebookFile } from '../testing/notebookFile.ts';
import { PythonFile } from '../testing/pythonFile.ts';

const program = `import mlflow


@mlflow.trace
def plan(day):
    return parse(day)


@mlflow.trace
def parse(day):
    if day == "x":
        raise ValueError(f"bad day: {day}")
    return day
`;
const [planLine, parseLine, callLine, raiseLine] = [4, 9, 6, 12];
const told = (line: number) => `${line}: ValueError: bad day: x\nparse(day="x")`;

let folder = '';
let client: Client;
let url = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failures-'));
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

async function start(options: Partial<ServerOptions> = {}): Promise<PythonFile> {
  client = await connectClient(folder, {
    commandLinks: true,
    spanCommands: true,
    spanUri: 'editor://sidetrace/span',
    ...options,
  });
  ({ url } = await listening(client));
  const file = new PythonFile(client, join(folder, 'agent.py'), program);
  // Written before the program ran.
  await utimes(file.path, new Date(0), new Date(0));
  return file;
}

function stackOf(file: string): string {
  return [
    'Traceback (most recent call last):',
    '  File "/usr/lib/python3.11/site-packages/mlflow/tracing/fluent.py", line 210, in wrapper',
    '    result = fn(*args, **kwargs)',
    `  File "${file}", line ${callLine}, in plan`,
    '    return parse(day)',
    `  File "${file}", line ${raiseLine}, in parse`,
    '    raise ValueError(f"bad day: {day}")',
    'ValueError: bad day: x',
  ].join('\n');
}

function code(file: string, line: number, name: string, call?: number) {
  return { def: { file, line, function: name }, ...(call !== undefined && { call: { file, line: call } }) };
}

/** `plan` calls `parse`; a day that is `x` fails in both. */
function ran(file: PythonFile, id: number, day: string): readonly LiveRun[] {
  const fails = day === 'x' && {
    raised: { type: 'ValueError', message: `bad day: ${day}`, stack: stackOf(file.path) },
  };
  const inputs = { day };
  return [
    {
      id: id + 1,
      parent: id,
      name: 'parse',
      inputs,
      code: code(file.path, parseLine, 'parse', callLine),
      ...fails,
    },
    { id, name: 'plan', inputs, code: code(file.path, planLine, 'plan'), ...fails },
  ];
}

function diagnostics({ uri }: PythonFile): readonly Diagnostic[] {
  return client.diagnostics.get(uri) ?? [];
}

it('marks the line that raised once, in a file that is not open, with the callers beside it', async () => {
  const file = await start();
  await sendLive(url, ran(file, 1, 'x'));
  await file.marked(told(raiseLine));
  const [diagnostic] = diagnostics(file);
  expect(diagnostic).toMatchObject({
    source: 'Sidetrace',
    severity: 3,
    range: { start: { line: 11, character: 8 }, end: { line: 11, character: 43 } },
  });
  const { traceId, spanId } = refOf({ id: 2, parent: 1 });
  expect(diagnostic?.codeDescription?.href).toBe(`editor://sidetrace/span?trace=${traceId}&span=${spanId}`);
  expect(
    diagnostic?.relatedInformation?.map(
      ({ location, message }) => `${location.range.start.line + 1}: ${message}`,
    ),
  ).toEqual(['9: parse begins here', '6: parse was called here', '4: passed through plan']);
});

it('is cleared by a good run of that function, not by one of its caller', async () => {
  const file = await start();
  await sendLive(url, ran(file, 1, 'x'));
  await file.marked(told(raiseLine));
  await sendLive(url, [{ id: 20, name: 'plan', code: code(file.path, planLine, 'plan') }]);
  await sendLive(url, [{ id: 30, name: 'other', ...raisedElsewhere(file) }]);
  await file.marked(expect.stringContaining('KeyError'), told(raiseLine));
  await sendLive(url, [{ id: 40, name: 'parse', code: code(file.path, parseLine, 'parse') }]);
  await file.marked(expect.stringContaining('KeyError'));
});

function raisedElsewhere(file: PythonFile): Pick<LiveRun, 'raised' | 'code'> {
  return { code: code(file.path, 1, '<module>'), raised: { type: 'KeyError', message: 'y' } };
}

it('moves with its function, and is gone while that function is edited, saved or not', async () => {
  const file = await start();
  await file.open();
  await sendLive(url, ran(file, 1, 'x'));
  await file.marked(told(raiseLine));
  await file.change(`# new\n${program.replace('return parse(day)', 'return parse(str(day))')}`);
  await file.marked(told(raiseLine + 1));
  file.save();
  await file.change(program.replace('day == "x"', 'day == "y"'));
  await file.marked();
  await file.change(`\n\n${program}`);
  await file.marked(told(raiseLine + 2));
});

it('says nothing of a file that was written since the call, nor of one whose line is another', async () => {
  const file = await start();
  await utimes(file.path, new Date(), new Date());
  const old = ran(file, 1, 'x').map((run) => ({ ...run, startMs: 1_700_000_000_000 }));
  const moved = ran(file, 3, 'x').map(({ raised, ...run }) => ({
    ...run,
    raised: raised && {
      ...raised,
      stack: stackOf(file.path).replace('raise ValueError(', 'raise TypeError('),
    },
  }));
  const startMs = Date.now() + 60_000;
  await sendLive(url, [...old, ...(moved as LiveRun[]).map((run) => ({ ...run, startMs }))]);
  await sendLive(url, [{ id: 30, name: 'other', startMs, ...raisedElsewhere(file) }]);
  await file.marked(expect.stringContaining('KeyError'));
});

it('leaves files outside of the workspace alone', async () => {
  const file = await start({ workspaceFolders: [join(folder, 'elsewhere')] });
  await sendLive(url, ran(file, 1, 'x'));
  await file.open();
  await sendLive(url, ran(file, 3, 'x'));
  await file.marked(told(raiseLine));
});

it.each([
  ['error', 1],
  ['hint', 4],
] as const)('has the severity of the setting: %s', async (severity, number) => {
  const file = await start({ diagnostics: severity });
  await sendLive(url, ran(file, 1, 'x'));
  await file.marked(told(raiseLine));
  expect(diagnostics(file)[0]?.severity).toBe(number);
});

const titles = (actions: readonly CodeAction[]) => actions.map(({ title, kind }) => `${kind}: ${title}`);

it('offers at the mark and at the function what can be done with its last call', async () => {
  const file = await start();
  await file.open();
  await sendLive(url, ran(file, 1, 'x'));
  await file.marked(told(raiseLine));
  const actions = await file.actions(raiseLine);
  expect(titles(actions)).toEqual([
    'quickfix: Open the failing span of parse',
    'quickfix: Copy the last call of parse',
    'quickfix: Break on the next call of parse',
  ]);
  expect(actions.map(({ command }) => command?.command)).toEqual([
    'sidetrace.revealSpan',
    'sidetrace.copyCall',
    'sidetrace.breakOnNextCall',
  ]);
  for (const { command } of actions) expect(command?.arguments).toEqual([refOf({ id: 2, parent: 1 })]);
  expect(titles(await file.actions(parseLine + 1))[0]).toBe('sidetrace: Open the failing span of parse');
  await sendLive(url, ran(file, 5, 'y'));
  expect(titles(await file.actions(parseLine))[0]).toBe('sidetrace: Open the last span of parse');
  expect(await file.actions(callLine)).toEqual([]);
});

it('offers no command that the client does not have', async () => {
  const file = await start({ commandLinks: false, spanCommands: false });
  await file.open();
  await sendLive(url, ran(file, 1, 'x'));
  await file.marked(told(raiseLine));
  expect(await file.actions(raiseLine)).toEqual([]);
});

it('marks nothing where the setting is off', async () => {
  const file = await start({ diagnostics: 'off' });
  await file.open();
  await sendLive(url, ran(file, 1, 'x'));
  await vi.waitFor(async () => expect(await file.actions(parseLine)).toHaveLength(3));
  expect(client.diagnostics.size).toBe(0);
});

it('marks again after a restart what is still so, and nothing once the file was written', async () => {
  const databaseFile = join(folder, 'traces.db');
  const file = await start({ databaseFile });
  await sendLive(url, ran(file, 1, 'x'));
  await file.marked(told(raiseLine));
  await client.close();
  client = await connectClient(folder, { databaseFile });
  await vi.waitFor(() => expect(diagnostics(file)).toHaveLength(1), 20_000);
  await client.close();
  await utimes(file.path, new Date(), new Date(Date.now() + 60_000));
  client = await connectClient(folder, { databaseFile });
  ({ url } = await listening(client));
  const startMs = Date.now() + 120_000;
  await sendLive(url, [{ id: 30, name: 'other', startMs, ...raisedElsewhere(file) }]);
  await vi.waitFor(() => expect(diagnostics(file)).toHaveLength(1), 20_000);
  expect(diagnostics(file)[0]?.message).toContain('KeyError');
});

it('marks the line in the cell of a notebook, until that is another or has run well', async () => {
  await start();
  const cell = '@mlflow.trace\ndef parse(day):\n    raise ValueError(day)';
  const notebook = new NotebookFile(client, join(folder, 'agent.ipynb'), ['import mlflow', cell]);
  await notebook.open();
  const uri = notebook.cellUri(1);
  const lines = () => (client.diagnostics.get(uri) ?? []).map(({ range }) => range.start.line + 1);
  const marked = (...expected: readonly number[]) =>
    vi.waitFor(() => expect(lines()).toEqual(expected), 20_000);
  const fileOf = (text: string) => `/tmp/ipykernel_4711/${kernelHash(text)}.py`;
  const file = fileOf(cell);
  const stack = `Traceback (most recent call last):\n  File "${file}", line 3, in parse\n    raise ValueError(day)\n`;
  const raised = { type: 'ValueError', message: 'x', stack };
  await sendLive(url, [{ id: 1, name: 'parse', code: code(file, 1, 'parse'), raised }]);
  await marked(3);
  const range = { start: { line: 2, character: 0 }, end: { line: 2, character: 0 } };
  const params = { textDocument: { uri }, range, context: { diagnostics: [] } };
  expect(await client.rpc.sendRequest('textDocument/codeAction', params)).toHaveLength(3);
  await notebook.change(1, `# new\n${cell}`);
  await marked(4);
  await notebook.change(1, cell.replace('raise ValueError(day)', 'return day'));
  await marked();
  await notebook.change(1, cell);
  await marked(3);
  await sendLive(url, [{ id: 2, name: 'parse', code: code(fileOf('another'), 1, 'parse') }]);
  await marked();
});
