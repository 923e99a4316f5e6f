import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { LineValues } from '../../../protocol/messages/values.ts';
import { kernelHash } from '../../source/kernelCell.ts';
import { type Client, connectClient, listening } from '../testing/connectClient.ts';
import { NotebookFile } from '../testing/notebookFile.ts';
import { tellCall } from '../testing/tellCall.ts';

const plan = '@mlflow.trace\ndef plan(day):\n    return day';
const calling = 'day = 1\nplan(day)';

let folder = '';
let client: Client;
let url = '';
let notebook: NotebookFile;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cell-values-'));
  client = await connectClient(folder);
  ({ url } = await listening(client));
  notebook = new NotebookFile(client, join(folder, 'agent.ipynb'), ['import mlflow', plan, calling]);
  await notebook.open();
});
afterEach(async () => {
  await client.close();
  await rm(folder, { recursive: true });
});

function fileOf(cell: string): string {
  return `/tmp/ipykernel_4711/${kernelHash(cell)}.py`;
}

/** `line: text` and `line: mark` of one cell, its lines from 1. */
async function told(cell: number): Promise<readonly string[]> {
  const params = { uri: notebook.cellUri(cell), mode: 'lastRun', maxLength: 80, marks: true };
  const { values, marks } = await client.rpc.sendRequest<LineValues>('sidetrace/lineValues', params);
  return [
    ...values.map(({ line, text }) => `${line + 1}: ${text}`),
    ...marks.map(({ line, mark }) => `${line + 1}: ${mark}`),
  ];
}

it('tells in each cell what its functions took and gave, and what came of its calls', async () => {
  const def = { file: fileOf(plan), line: 1, function: 'plan' };
  const call = { file: fileOf(calling), line: 2 };
  await tellCall(url, { id: 1, name: 'plan', inputs: { day: 1 }, outputs: 2, def, call });
  expect(await told(0)).toEqual([]);
  expect(await told(1)).toEqual(['2: (day=1) → 2', '2: ok']);
  expect(await told(2)).toEqual(['2: → 2']);
});

it('tells nothing more of a line that called once its cell is another one; the function is found by its name', async () => {
  const def = { file: fileOf(plan), line: 1, function: 'plan' };
  const call = { file: fileOf(calling), line: 2 };
  await tellCall(url, { id: 1, name: 'plan', inputs: { day: 1 }, outputs: 2, def, call });
  await notebook.change(1, `# tomorrow\n${plan}`);
  await notebook.change(2, `# again\n${calling}`);
  expect(await told(1)).toEqual(['3: (day=1) → 2', '3: ok']);
  expect(await told(2)).toEqual([]);
});
