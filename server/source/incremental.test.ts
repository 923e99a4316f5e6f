import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { indexFile } from './indexFile.ts';
import type { ParseMemory } from './parseMemory.ts';
import { createSlicer } from './slicer.ts';
import { readCorpus } from './testing/corpus.ts';

const files = readCorpus(fileURLToPath(new URL('../../test/corpus/projects', import.meta.url)))
  .flatMap((project) => project.files)
  .filter(({ file }) => !file.endsWith('.ipynb'));

const keys = ['(', ')', '\n', '"', 'x', "'", '`', '{', '}', '@', 'def '];

/** Always the same numbers, from 0 to 1 (a linear congruential generator). */
function numbers(): () => number {
  let state = 1;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

it.each(files)('reads $file after any edit as if for the first time', async ({ file, text }) => {
  const next = numbers();
  const memory: ParseMemory = {};
  let edited = text;
  for (let edit = 0; edit < 8; edit++) {
    const at = Math.floor(next() * edited.length);
    const key = keys[Math.floor(next() * keys.length * 1.3)];
    const deleted = key === undefined ? Math.ceil(next() * 40) : 0;
    edited = `${edited.slice(0, at)}${key ?? ''}${edited.slice(at + deleted)}`;
    const again = await indexFile(file, edited, createSlicer(), memory);
    expect(again).toEqual(await indexFile(file, edited, createSlicer()));
  }
});

it('reads of a notebook only the cell that was edited, as if for the first time', async () => {
  const memory: ParseMemory = {};
  const read = async (...texts: readonly string[]) => {
    const cells = texts.map((source) => ({ cell_type: 'code', source }));
    const json = JSON.stringify({ nbformat: 4, cells });
    const index = await indexFile('/w/agent.ipynb', json, createSlicer(), memory);
    expect(index).toEqual(await indexFile('/w/agent.ipynb', json, createSlicer()));
    return memory.cells;
  };
  const imports = 'import mlflow';
  const plan = '@mlflow.trace\ndef plan(day): ...';
  const before = await read(imports, plan, plan);
  const after = await read('# first', imports, `${plan}\n# edited`);
  expect(after?.get(imports)).toBe(before?.get(imports));
  expect([...(after?.keys() ?? [])]).toEqual(['# first', imports, `${plan}\n# edited`]);
});

it('reads what is around a function anew, though the function stays as it was', async () => {
  const memory: ParseMemory = {};
  const method = '  @traceloop.workflow()\n  def run(self):\n    def inner(): ...\n';
  const texts = [
    `import mlflow\nclass A:\n${method}`,
    `import mlflow\nclass B:\n${method}`,
    `import mlflow\ndef outer():\n${method}`,
    `import mlflow as m\ntraceloop = m\nclass B:\n${method}`,
    `import mlflow\nclass A:\n${method}`,
  ];
  for (const text of texts) {
    const again = await indexFile('/w/a.py', text, createSlicer(), memory);
    expect(again).toEqual(await indexFile('/w/a.py', text, createSlicer()));
  }
});

it('forgets what has long not been in the text', async () => {
  const memory: ParseMemory = {};
  for (let n = 0; n < 500; n++) {
    await indexFile('/w/a.py', `import mlflow\n@mlflow.trace\ndef step_${n}(): ...`, createSlicer(), memory);
  }
  expect(memory.symbols?.known.size).toBeLessThan(150);
});
