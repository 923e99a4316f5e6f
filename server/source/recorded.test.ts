import { expect, it } from 'vitest';
import type { SourceCandidate } from '../../protocol/model/source.ts';
import { indexFile } from './indexFile.ts';
import { kernelHash } from './kernelCell.ts';
import { resolveSpan } from './resolve.ts';
import { createSlicer } from './slicer.ts';
import { spanOf, traceOf } from './testing/spans.ts';

const code = 'import mlflow\n\n@mlflow.trace(\n  name="x",\n)\ndef work():\n  pass\n';
const cells = [
  { cell_type: 'markdown', source: '# é' },
  { cell_type: 'code', id: 'first', source: ['import mlflow\n', '@mlflow.trace\n', 'def work(): pass'] },
  { cell_type: 'code', id: 'second', source: 'work()' },
];
const cellText = 'import mlflow\n@mlflow.trace\ndef work(): pass';

async function resolve(
  place: Partial<SourceCandidate> & Pick<SourceCandidate, 'file' | 'line'>,
  notebook: object = { cells },
) {
  const texts = { '/w/app.py': code, '/w/my notes.ipynb': JSON.stringify(notebook) };
  const files = await Promise.all(
    Object.entries(texts).map(async ([file, text]) => ({
      file,
      ...(await indexFile(file, text, createSlicer())),
    })),
  );
  const location = { function: 'work', basis: 'recorded' as const, ...place };
  const span = spanOf({ name: 'other', source: { ...location, candidates: [location] } });
  return resolveSpan(span, traceOf(), { workspace: { files, truncated: false }, folders: ['/w'] }).candidates;
}

/** Printed by ipykernel 7.4: `murmur2_x86(text, 0xC70F6907)`. */
it.each([
  ['', 3990065800],
  ['work()', 2543625264],
  [cellText, 3654060893],
  ['é😀 and three', 778408886],
])('hashes a cell as its kernel does: %j', (text, hash) => {
  expect(kernelHash(text)).toBe(hash);
});

it('opens the def line of a recorded function, whose first decorator Python names', async () => {
  expect(await resolve({ file: '/w/app.py', line: 3 })).toMatchObject([
    { file: '/w/app.py', line: 6, function: 'work', basis: 'recorded' },
  ]);
});

it('keeps a recorded line of which the index knows nothing', async () => {
  expect(await resolve({ file: '/elsewhere/app.py', line: 3 })).toMatchObject([
    { file: '/elsewhere/app.py', line: 3 },
  ]);
  expect(await resolve({ file: '/w/app.py', line: 7, function: 'other' })).toMatchObject([{ line: 7 }]);
});

const kernelFile = (text: string) => `/tmp/ipykernel_42/${kernelHash(text)}.py`;
const vscodeCell = 'vscode-notebook-cell:/w/my%20notes.ipynb#W2sZmlsZQ%3D%3D';

it.each(['first', vscodeCell, undefined])(
  'finds the notebook’s cell by its text, whatever the kernel calls it: %s',
  async (cellId) => {
    const place = { file: kernelFile(cellText), line: 2, ...(cellId !== undefined && { cellId }) };
    expect(await resolve(place)).toMatchObject([
      { file: '/w/my notes.ipynb', cell: 1, line: 3, basis: 'recorded' },
    ]);
  },
);

it('is less sure of a cell that was edited since it ran', async () => {
  const edited = { file: kernelFile('before'), line: 1, function: 'gone', cellId: 'second' };
  expect(await resolve(edited)).toMatchObject([{ file: '/w/my notes.ipynb', cell: 2, basis: 'index' }]);
  expect(await resolve({ file: kernelFile('before'), line: 1, function: 'gone' })).toEqual([]);
});

it('has no place for what a magic ran under no name of a file', async () => {
  expect(await resolve({ file: '/w/<timed exec>', line: 2 })).not.toContainEqual(
    expect.objectContaining({ file: '/w/<timed exec>' }),
  );
});
