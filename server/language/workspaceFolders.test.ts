import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { CodeLens } from 'vscode-languageserver/node';
import type { Reply } from '../../protocol/messages/requests.ts';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import { type Client, connectClient, listening } from './testing/connectClient.ts';
import { PythonFile } from './testing/pythonFile.ts';
import { WorkspaceFolders } from './workspaceFolders.ts';

const program = 'import mlflow\n\n\n@mlflow.trace\ndef plan(day):\n    return day\n';

let folder = '';
let client: Client;
let url = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'roots-'));
  for (const name of ['one', 'two']) await mkdir(join(folder, name));
  client = await connectClient(join(folder, 'one'));
  ({ url } = await listening(client));
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

/** As the helper in a program's process tells it; without a file no place is known. */
async function run(id: number, file?: string): Promise<void> {
  const span = {
    traceId: hex(id, 32),
    spanId: hex(id, 16),
    name: 'plan',
    startTimeUnixNano: '1700000000000000000',
    endTimeUnixNano: '1700000000005000000',
  };
  const code = file === undefined ? {} : { code: { def: { file, line: 4, function: 'plan' } } };
  const records = [
    { op: 'hello', v: 1, process: hex(7, 16), pid: process.pid },
    { op: 'end', span, ...code },
  ];
  const body = records.map((record) => JSON.stringify(record)).join('\n');
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${url}/live/v1`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

async function placesOf(id: number): Promise<readonly string[]> {
  const params = { traceId: hex(id, 32), spanId: hex(id, 16) };
  const reply = await client.rpc.sendRequest<Reply>('sidetrace/ask', { name: 'resolveSource', params });
  if ('error' in reply) throw new Error(reply.error.message);
  const { candidates } = reply.ok as unknown as { readonly candidates: readonly SourceCandidate[] };
  return candidates.map(({ file }) => file);
}

function changeFolders(change: { readonly added?: string; readonly removed?: string }): Promise<void> {
  const foldersOf = (name: string | undefined) =>
    name === undefined ? [] : [{ uri: pathToFileURL(join(folder, name)).href, name }];
  return client.rpc.sendNotification('workspace/didChangeWorkspaceFolders', {
    event: { added: foldersOf(change.added), removed: foldersOf(change.removed) },
  });
}

it('follows folders that are added and removed while it runs', async () => {
  const [one, two] = ['one', 'two'].map(
    (name) => new PythonFile(client, join(folder, name, 'agent.py'), program),
  );
  await run(1);
  expect(client.initialized.capabilities.workspace?.workspaceFolders).toMatchObject({
    changeNotifications: true,
  });
  expect(await placesOf(1)).toEqual([one?.path]);
  await changeFolders({ added: 'two' });
  await vi.waitFor(async () => expect(await placesOf(1)).toEqual([one?.path, two?.path]), 60_000);
  await changeFolders({ removed: 'one' });
  await vi.waitFor(async () => expect(await placesOf(1)).toEqual([two?.path]), 60_000);
});

it('tells files of one name in two folders apart by what was recorded', async () => {
  await changeFolders({ added: 'two' });
  const files = ['one', 'two'].map((name) => new PythonFile(client, join(folder, name, 'agent.py'), program));
  for (const file of files) await file.open();
  await run(1, files[1]?.path);
  const lenses = await Promise.all(
    files.map(({ uri }) =>
      client.rpc.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } }),
    ),
  );
  expect(lenses.map(({ length }) => length)).toEqual([0, 1]);
  expect((await placesOf(1))[0]).toBe(files[1]?.path);
});

it('has each folder once, those of this machine only, in the order in which they were opened', () => {
  const folders = new WorkspaceFolders();
  const { paths } = folders;
  folders.set(['/w/one', '/w/one', '/w/two']);
  const added = [
    { uri: 'file:///w/three', name: 'three' },
    { uri: 'vsls:/w/four', name: 'four' },
  ];
  folders.change({ added, removed: [{ uri: 'file:///w/one', name: 'one' }] });
  expect(paths).toEqual(['/w/two', '/w/three']);
});
