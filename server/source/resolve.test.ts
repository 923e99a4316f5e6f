import { expect, it } from 'vitest';
import type { Span } from '../../protocol/model/span.ts';
import type { Trace } from '../../protocol/model/trace.ts';
import { indexFile } from './indexFile.ts';
import { resolveSpan } from './resolve.ts';
import { createSlicer } from './slicer.ts';
import { spanOf, traceOf } from './testing/spans.ts';

type Files = Readonly<Record<string, string>>;

async function resolve(files: Files, span: Partial<Span> & Pick<Span, 'name'>, trace: Partial<Trace> = {}) {
  const entries = Object.entries(files).map(async ([file, text]) => ({
    file,
    ...(await indexFile(file, text, createSlicer())),
  }));
  const workspace = { files: await Promise.all(entries), truncated: false };
  return resolveSpan(spanOf(span), traceOf(trace), { workspace, folders: ['/w'] });
}

const places = async (...args: Parameters<typeof resolve>) =>
  (await resolve(...args)).candidates.map(({ file, cell, line }) =>
    cell === undefined ? `${file}:${line}` : `${file}#${cell}:${line}`,
  );

const traced = (name: string, head = '@mlflow.trace') => `${head}\ndef ${name}(): pass\n`;
const block = (name: string) => `with mlflow.start_span(${name}): pass\n`;
const by = (functionName: string) => ({
  attributes: { 'mlflow.spanFunctionName': JSON.stringify(functionName) },
});
const ran = (script: string) => ({ metadata: { 'mlflow.source.name': script } });
const notebook = (source: string) => JSON.stringify({ cells: [{ cell_type: 'code', source }] });

it.each<[string, Files, Partial<Span> & Pick<Span, 'name'>, Partial<Trace>, readonly string[]]>([
  [
    'a literal name before a pattern, the longer pattern before the shorter',
    { '/w/a.py': `${block('f"t_{x}"')}${block('f"t_a_{x}"')}${block('"t_a_b"')}` },
    { name: 't_a_b' },
    {},
    ['/w/a.py:3', '/w/a.py:2', '/w/a.py:1'],
  ],
  [
    'a plain function only where nothing else fits',
    { '/w/a.py': 'def f(): pass\n', '/w/b.py': block('"f"') },
    { name: 'f' },
    {},
    ['/w/b.py:1'],
  ],
  ['a plain function', { '/w/a.py': 'def f(): pass\n' }, { name: 'f' }, {}, ['/w/a.py:1']],
  [
    'a plain function by the recorded one',
    { '/w/a.py': '@my.trace\ndef f(): pass\n' },
    { name: 'X', ...by('f') },
    {},
    ['/w/a.py:2'],
  ],
  [
    'a wrapper, then the function it wraps',
    { '/w/a.py': 'g = mlflow.trace(f)\n', '/w/b.py': 'def f(): pass' },
    { name: 'f', ...by('f') },
    {},
    ['/w/a.py:1', '/w/b.py:1'],
  ],
  [
    'a function whose name is put together',
    { '/w/a.py': traced('f', '@mlflow.trace(name=x)') },
    { name: 'N', ...by('f') },
    {},
    ['/w/a.py:2'],
  ],
  [
    'a numbered span (MLflow 2.22 to 3.5)',
    { '/w/a.py': traced('work') },
    { name: 'work_2' },
    {},
    ['/w/a.py:2'],
  ],
  ['a numbered block', { '/w/a.py': block('"Math"') }, { name: 'Math_1' }, {}, ['/w/a.py:1']],
  ['a numbered pattern', { '/w/a.py': block('f"{x}_end"') }, { name: 'a_end_1' }, {}, ['/w/a.py:1']],
  [
    'a name that ends in a number before a numbered one',
    { '/w/a.py': traced('add') + traced('add_1') },
    { name: 'add_1' },
    {},
    ['/w/a.py:4', '/w/a.py:2'],
  ],
  [
    'the recorded function before a like name',
    { '/w/a.py': traced('add') + traced('add_1') },
    { name: 'add_1', ...by('add') },
    {},
    ['/w/a.py:2'],
  ],
  [
    'of functions with one span name the recorded one',
    { '/w/a.py': traced('f', '@mlflow.trace(name="N")') + traced('g', '@mlflow.trace(name="N")') },
    { name: 'N', ...by('g') },
    {},
    ['/w/a.py:4'],
  ],
  [
    'a block for a span without a function',
    { '/w/a.py': `${traced('f')}${block('"f"')}` },
    { name: 'f' },
    {},
    ['/w/a.py:3', '/w/a.py:2'],
  ],
  [
    'the script that ran',
    { '/w/a.py': traced('f'), '/w/b.py': traced('f'), '/w/c.py': traced('f') },
    { name: 'f', ...by('f') },
    ran('/w/b.py'),
    ['/w/b.py:2', '/w/a.py:2', '/w/c.py:2'],
  ],
  [
    'the script by a relative path',
    { '/w/a/x.py': traced('f'), '/w/b/x.py': traced('f') },
    { name: 'f' },
    ran('./b/x.py'),
    ['/w/b/x.py:2', '/w/a/x.py:2'],
  ],
  [
    'the script by its name, in a copy',
    { '/w/a.py': traced('f'), '/w/x.py': traced('f') },
    { name: 'f' },
    ran('/app/x.py'),
    ['/w/x.py:2', '/w/a.py:2'],
  ],
  [
    'the script of a tag',
    { '/w/a.py': traced('f'), '/w/b.py': traced('f') },
    { name: 'f' },
    { tags: ran('/w/b.py').metadata },
    ['/w/b.py:2', '/w/a.py:2'],
  ],
  [
    'the script on Windows',
    { 'C:\\w\\a.py': traced('f'), 'C:\\w\\b.py': traced('f') },
    { name: 'f' },
    ran('b.py'),
    ['C:\\w\\b.py:2', 'C:\\w\\a.py:2'],
  ],
  [
    'a notebook for a kernel',
    { '/w/a.py': traced('f'), '/w/b.ipynb': notebook(traced('f')) },
    { name: 'f' },
    ran('/venv/lib/ipykernel_launcher.py'),
    ['/w/b.ipynb#0:2', '/w/a.py:2'],
  ],
  [
    'the file that has the root span as well',
    { '/w/a.py': traced('f'), '/w/b.py': traced('f') + traced('root') },
    { name: 'f' },
    {},
    ['/w/b.py:2', '/w/a.py:2'],
  ],
  [
    'a recorded place before all',
    { '/w/a.py': traced('f') },
    {
      name: 'f',
      source: {
        file: '/lib/z.py',
        line: 9,
        basis: 'recorded',
        candidates: [{ file: '/w/a.py', line: 2, basis: 'recorded' }],
      },
    },
    {},
    ['/lib/z.py:9', '/w/a.py:2'],
  ],
  [
    'the line of a wrapper before its recorded call, and the recorded place otherwise',
    { '/w/a.py': 'import math, mlflow\npower = mlflow.trace(math.pow)\n' },
    {
      name: 'pow',
      source: {
        file: '/w/a.py',
        line: 9,
        function: 'root',
        callSite: { file: '/w/a.py', line: 9 },
        basis: 'recorded',
        candidates: [],
      },
    },
    {},
    ['/w/a.py:2', '/w/a.py:9'],
  ],
  [
    'no other function of that file',
    { '/w/a.py': traced('g', '@mlflow.trace(name="f")') + traced('h') },
    { name: 'g' },
    {},
    [],
  ],
])('prefers %s', async (_, files, span, trace, expected) => {
  expect(await places(files, span, trace)).toEqual(expected);
});

it('gives twenty places at most', async () => {
  expect(await places({ '/w/a.py': traced('f').repeat(30) }, { name: 'f' })).toHaveLength(20);
});

it.each<[string, Partial<Span> & Pick<Span, 'name'>, string]>([
  [
    'autologging',
    { name: 'ChatOpenAI', kind: 'CHAT_MODEL' },
    'No decorator, block or tool named “ChatOpenAI” in the open folders: the library makes this span itself.',
  ],
  [
    'a function elsewhere',
    { name: 'f', ...by('f') },
    'no function “f”. Open the folder of your program (it ran /p/x.py).',
  ],
  ['an unknown name', { name: 'f' }, 'put together while the program runs'],
])('says why there is none: %s', async (_, span, reason) => {
  const resolved = await resolve({ '/w/a.py': 'x = 1' }, span, ran('/p/x.py'));
  expect(resolved).toEqual({ candidates: [], reason: expect.stringContaining(reason) });
});

it.each([
  ['no folder', [], [], false, 'No folder is open'],
  ['no file', ['/w'], [], false, 'hold no source files'],
  [
    'too many files',
    ['/w'],
    [{ file: '/w/a.py', symbols: [], addresses: [] }],
    true,
    'only the first 1 files were searched',
  ],
])('says what was searched: %s', (_, folders, files, truncated, reason) => {
  const resolved = resolveSpan(spanOf({ name: 'f' }), traceOf(), {
    workspace: { files, truncated },
    folders,
  });
  expect(resolved.reason).toContain(reason);
});
