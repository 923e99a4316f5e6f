import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { defaultFileLimits, findFiles } from './findFiles.ts';
import { indexFile } from './indexFile.ts';
import { createSlicer } from './slicer.ts';
import { WorkspaceIndex, type WorkspaceIndexDeps } from './workspaceIndex.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'index-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, text = 'def f(): pass'): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

async function find(limits = {}, excludes = {}) {
  const { files, truncated } = await findFiles(
    { folders: [folder], limits: { ...defaultFileLimits, ...limits }, excludes },
    createSlicer(),
  );
  return { paths: files.map(({ path }) => path.slice(folder.length + 1)), truncated };
}

function open(deps: Partial<WorkspaceIndexDeps> = {}) {
  const clock = { ms: 0 };
  const texts = new Map<string, string>();
  const index = new WorkspaceIndex({
    folders: [folder],
    openText: (path) => texts.get(path),
    now: () => clock.ms,
    ...deps,
  });
  const names = async () =>
    (await index.read()).files.flatMap(({ symbols }) => symbols.map(({ functionName }) => functionName));
  return { index, clock, texts, names };
}

it('finds Python files and notebooks, nearest first, and leaves out what others wrote', async () => {
  const wanted = ['a.py', 'z.ipynb', 'src/a.ts', 'src/b.py', 'src/page.tsx', 'src/deep/c.py'];
  const others = [
    '.git/x.py',
    '.venv/x.py',
    'node_modules/x/x.py',
    'src/__pycache__/x.py',
    'src/build/x.py',
    'dist/x.py',
    'venv/x.py',
    'lib/site-packages/x.py',
    '.hidden.py',
    'readme.md',
    'types.d.ts',
    'lib.min.js',
  ];
  for (const path of [...wanted, ...others]) await write(path);
  await write('py312/pyvenv.cfg', '');
  await write('py312/lib/x.py');
  await symlink(folder, join(folder, 'loop'));
  expect(await find()).toEqual({ paths: wanted, truncated: false });
});

it('leaves out what git ignores, from each folder on, and what the editor excludes', async () => {
  for (const path of [
    'a.py',
    'scratch/x.py',
    'gen_a.py',
    'sub/keep/gen_b.py',
    'sub/gen_c.py',
    'old/x.py',
    'm.js',
  ])
    await write(path);
  await write('.env', 'A=1');
  await write('.gitignore', '# made\nscratch/\ngen_*.py\n.env\n');
  await write('sub/.gitignore', '!gen_b.py\n/gen_c.py\n');
  expect((await find()).paths).toEqual(['.env', 'a.py', 'm.js', 'old/x.py', 'sub/keep/gen_b.py']);
  const excludes = {
    '**/keep': true,
    '{old,older}/*.py': true,
    'x.py': true,
    '**/*.js': { when: '$(basename).ts' },
  };
  expect((await find({}, excludes)).paths).toEqual(['.env', 'a.py', 'm.js']);
});

it('stops at its limits, and says so', async () => {
  for (const path of ['a.py', 'b.py', 'c/d.py']) await write(path);
  await write('large.py', '#'.repeat(2000));
  expect(await find({ maxFiles: 2 })).toEqual({ paths: ['a.py', 'b.py'], truncated: true });
  expect(await find({ maxFolders: 1 })).toEqual({ paths: ['a.py', 'b.py', 'large.py'], truncated: true });
  expect(await find({ maxSourceBytes: 1000 })).toEqual({
    paths: ['a.py', 'b.py', 'c/d.py'],
    truncated: false,
  });
});

it('is empty for a folder that is not there', async () => {
  const { names } = open({ folders: [join(folder, 'gone')] });
  expect(await names()).toEqual([]);
});

it('sees new, changed and deleted files once the last look is a second old', async () => {
  const { names, clock } = open();
  await write('a.py');
  expect(await names()).toEqual(['f']);
  await write('b.py', 'def g(): pass');
  clock.ms = 999;
  expect(await names()).toEqual(['f']);
  clock.ms = 1000;
  expect(await names()).toEqual(['f', 'g']);
  await write('a.py', 'def h(): pass');
  await utimes(join(folder, 'a.py'), 5, 5);
  await rm(join(folder, 'b.py'));
  clock.ms = 2000;
  expect(await names()).toEqual(['h']);
});

it('takes the text of an open document at once, and the file again when it is closed', async () => {
  const { names, texts } = open();
  await write('a.py');
  const path = join(folder, 'a.py');
  for (const name of ['g', 'h']) {
    texts.set(path, `def ${name}(): pass`);
    expect(await names()).toEqual([name]);
  }
  texts.delete(path);
  expect(await names()).toEqual(['f']);
});

it('reads an open document alone, and as nothing else but the whole text would', async () => {
  const { index, texts } = open();
  const path = join(folder, 'a.py');
  await write('b.py', 'def other(): pass');
  const lines = Array.from({ length: 40 }, (_, n) => `@mlflow.trace\ndef f${n}(x): return [x, (${n})]`);
  texts.set(path, lines.join('\n'));
  await index.openFile(path);
  for (const [at, line] of [
    [3, '@mlflow.trace(name="new'],
    [3, '@mlflow.trace(name="new")\ndef f3(x): pass'],
    [20, ''],
    [39, 'with mlflow.start_span("end"'],
    [0, 'def f0(:'],
  ] as const) {
    lines[at] = line;
    texts.set(path, lines.join('\n'));
    const found = await index.openFile(path);
    expect(found).toEqual({ file: path, ...(await indexFile(path, lines.join('\n'), createSlicer())) });
  }
  expect(await index.openFile(join(folder, 'b.py'))).toBeUndefined();
});

it('reads a file only when it has changed', async () => {
  const { index } = open();
  await write('a.py');
  const [first, second] = [await index.read(), await index.read()];
  expect(second.files[0]?.symbols).toBe(first.files[0]?.symbols);
});

it('pauses once its slice is used up, also within one long file', async () => {
  await write('a.py', '@mlflow.trace\ndef f():\n    return [1, 2, 3]\n'.repeat(2000));
  let breaths = 0;
  const slicer = { breathe: async () => void breaths++ };
  const { index } = open({ slicer });
  expect((await index.read()).files[0]?.symbols).toHaveLength(2000);
  expect(breaths).toBeGreaterThan(100);

  let now = 0;
  const real = createSlicer(() => now);
  const order: string[] = [];
  setImmediate(() => order.push('other'));
  now = 7;
  await real.breathe();
  order.push('early');
  now = 8;
  await real.breathe();
  order.push('late');
  expect(order).toEqual(['early', 'other', 'late']);
});

it('gives the texts of sources, then of other files by their names, as they are open; excluded ones not', async () => {
  await write('.gitignore', 'data/');
  await write('a.py', 'a');
  await write('.env', 'secret');
  await write('prompts/system.txt', 'on the disk');
  await write('prompts/user.yaml', 'b');
  await write('data/system.txt', 'no');
  const { index, texts } = open();
  texts.set(join(folder, 'prompts/system.txt'), 'as it is open');
  const found: string[] = [];
  for await (const { path, text } of index.texts((name) => /\.(?:txt|yaml)$/.test(name)))
    found.push(`${path.slice(folder.length + 1)}: ${text}`);
  expect(found).toEqual(['a.py: a', 'prompts/system.txt: as it is open', 'prompts/user.yaml: b']);
});
