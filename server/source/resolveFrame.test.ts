import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stackFrames } from '../../protocol/base/stackFrames.ts';
import { kernelHash } from './kernelCell.ts';
import { createSourceIndex } from './sourceIndex.ts';
import { spanOf, traceOf } from './testing/spans.ts';

let base: string;
let folder: string;

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sidetrace-frames-'));
  folder = join(base, 'work');
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeFile(join(folder, 'src', 'agent.py'), 'raise ValueError\n');
  await writeFile(join(base, 'outside.py'), '');
});

afterEach(() => rm(base, { recursive: true }));

/** As an engine would ask for the first frame of a stack of one line. */
function resolve(line: string, cwd?: string, unsaved: Readonly<Record<string, string>> = {}) {
  const index = createSourceIndex({ folders: [folder], openText: (path) => unsaved[path] });
  const [frame] = stackFrames(line);
  if (!frame) throw new Error(`no frame: ${line}`);
  return index.resolveSpan(spanOf({ name: 's' }), traceOf(cwd === undefined ? {} : { process: { cwd } }), {
    frame,
  });
}

const python = (file: string, line = 1) => `  File "${file}", line ${line}, in f`;
const reason = expect.stringMatching(/\w/);

it('opens an absolute path that is there, in the workspace or not', async () => {
  const file = join(folder, 'src', 'agent.py');
  expect(await resolve(python(file, 7))).toEqual({ candidates: [{ file, line: 7, basis: 'stacktrace' }] });
  const outside = join(base, 'outside.py');
  expect(await resolve(`    at f (${outside}:3:4)`)).toEqual({
    candidates: [{ file: outside, line: 3, column: 4, basis: 'stacktrace' }],
  });
});

it('says why there is none: not here, no file, another machine', async () => {
  const gone = join(folder, 'gone.py');
  expect(await resolve(python(gone))).toEqual({ candidates: [], reason: expect.stringContaining(gone) });
  for (const path of [
    folder,
    '//server/share/a.py',
    '\\\\server\\share\\a.py',
    `${base}/a\0.py`,
    'C:\\app\\a.py',
  ]) {
    expect(await resolve(python(path))).toEqual({ candidates: [], reason });
  }
});

it('finds a relative path by the folder of the process, then by the workspace’s, never outside of them', async () => {
  const file = join(folder, 'src', 'agent.py');
  const candidates = [{ file, line: 1, basis: 'stacktrace' }];
  expect(await resolve(python('agent.py'), join(folder, 'src'))).toEqual({ candidates });
  expect(await resolve(python('src/agent.py'))).toEqual({ candidates });
  expect(await resolve(python('agent.py'))).toEqual({ candidates: [], reason });
  expect(await resolve(python('outside.py'), base)).toEqual({ candidates: [], reason });
  expect(await resolve(python('../outside.py'), folder)).toEqual({ candidates: [], reason });
});

it('knows a file that is only open in an editor', async () => {
  const file = join(folder, 'new.py');
  expect(await resolve(python(file), undefined, { [file]: '' })).toMatchObject({ candidates: [{ file }] });
});

it('finds the cell that a kernel ran as long as it has the same text', async () => {
  const source = 'def f():\n  raise ValueError\nf()';
  const file = join(folder, 'notes.ipynb');
  const cells = [
    { cell_type: 'markdown', source: '#' },
    { cell_type: 'code', source },
  ];
  await writeFile(file, JSON.stringify({ cells, nbformat: 4 }));
  const ran = (text: string) => python(`/tmp/ipykernel_42/${kernelHash(text)}.py`, 2);
  expect(await resolve(ran(source))).toEqual({
    candidates: [{ file, cell: 1, line: 2, basis: 'stacktrace' }],
  });
  expect(await resolve(ran(`${source} `))).toEqual({ candidates: [], reason });
});
