import { expect, it } from 'vitest';
import { indexFile } from './indexFile.ts';
import { createSlicer } from './slicer.ts';
import type { IndexedSymbol } from './symbols.ts';

/** `kind line:column name`, holes as `*`; then `(enclosing or own qualified name)`. */
function text({ kind, line, column, spanName, functionName, cell }: IndexedSymbol): string {
  const place = `${cell === undefined ? '' : `cell ${cell} `}${line}:${column}`;
  return `${kind} ${place} ${spanName.join('*')}${functionName === undefined ? '' : ` (${functionName})`}`;
}

const index = async (source: string, path = 'a.py') =>
  (await indexFile(path, source, createSlicer())).symbols.map(text);

it.each<[string, string, readonly string[]]>([
  ['a bare decorator', 'import mlflow\n@mlflow.trace\ndef f(): pass', ['decorated 3:1 f (f)']],
  ['a called one', '@mlflow.trace()\ndef f(): pass', ['decorated 2:1 f (f)']],
  ['a name', '@mlflow.trace(name="Über \\"x\\" \\u691c")\ndef f(): pass', ['decorated 2:1 Über "x" 検 (f)']],
  [
    'a call over several lines',
    '@mlflow.trace(\n    # the name\n    name=(\n        "a"\n        \'b\'\n    ),\n    span_type="X",\n)\ndef f():\n    pass',
    ['decorated 9:1 ab (f)'],
  ],
  ['an async function', '@mlflow.trace\nasync def f(): pass', ['decorated 2:1 f (f)']],
  [
    'stacked decorators',
    '@app.post("/x")\n@mlflow.trace(name="n")\n@retry(3)\ndef f(): pass',
    ['decorated 4:1 n (f)'],
  ],
  ['an alias of the package', 'import mlflow as m\n@m.trace\ndef f(): pass', ['decorated 3:1 f (f)']],
  ['an imported name', 'from mlflow import (trace)\n@trace\ndef f(): pass', ['decorated 3:1 f (f)']],
  [
    'an alias of the name',
    'from mlflow import start_span, trace as t\n@t\ndef f(): pass',
    ['decorated 3:1 f (f)'],
  ],
  ['all names of the package', 'from mlflow import *\n@trace\ndef f(): pass', ['decorated 3:1 f (f)']],
  [
    'a deeper module',
    'from mlflow.tracing.fluent import trace\n@trace\ndef f(): pass',
    ['decorated 3:1 f (f)'],
  ],
  ['an alias by assignment', 'import mlflow\nt = mlflow.trace\n@t\ndef f(): pass', ['decorated 4:1 f (f)']],
  ['a trace of somebody else', 'from sentry import trace\n@trace\ndef f(): pass', ['function 3:1 f (f)']],
  ['a name that is not known', '@mlflow.trace(name=x)\ndef f(): pass', ['decorated 2:1 * (f)']],
  ['a constant', 'N = "n"\n@mlflow.trace(name=N)\ndef f(): pass', ['decorated 3:1 n (f)']],
  ['a name that changes', 'N = "n"\nN = "m"\nmlflow.start_span(N)', []],
  ['a block', 'with mlflow.start_span(name="n") as s:\n  pass', ['block 1:6 n']],
  [
    'an async block',
    'async def f():\n  async with mlflow.start_span("n"): pass',
    ['function 1:1 f (f)', 'block 2:14 n (f)'],
  ],
  [
    'several blocks in one statement',
    'with (\n  mlflow.start_span("a") as a,\n  mlflow.start_span("b") as b,\n):\n  pass',
    ['block 2:3 a', 'block 3:3 b'],
  ],
  ['a block without a name', 'with mlflow.start_span(): pass', ['block 1:6 span']],
  ['an imported block', 'from mlflow import start_span as s\nwith s("n"): pass', ['block 2:6 n']],
  ['an f-string', 'mlflow.start_span(f"Tool_{a[\'x\']!r:>{w}}_{{v}}")', ['block 1:1 Tool_*_{v}']],
  ['a sum', 'mlflow.start_span("a" + x + rf"\\b{y}")', ['block 1:1 a*\\b*']],
  ['nothing but a hole', 'mlflow.start_span(f"{x}")', []],
  ['bytes', 'mlflow.start_span(b"x")', []],
  ['a wrapper', 'p = mlflow.trace(math.pow)', ['wrapper 1:5 pow']],
  ['a wrapper with a name', 'p = mlflow.trace(f, name="n")', ['wrapper 1:5 n']],
  ['a wrapper by keyword', 'p = mlflow.trace(func=f)', ['wrapper 1:5 f']],
  ['a wrapper in two calls', 'p = mlflow.trace(name="n")(f)', ['wrapper 1:5 n']],
  ['a wrapped lambda', 'p = mlflow.trace(lambda x: x)', ['wrapper 1:5 <lambda>']],
  [
    'the client',
    'r = client.start_trace("a")\ns = self.c().start_span(\n  name="b",\n)\nt = c.start_span(*args)',
    ['block 1:5 a', 'block 2:5 b'],
  ],
  [
    'OpenTelemetry',
    '@tracer.start_as_current_span("a")\ndef f():\n  with tracer.start_as_current_span("b"): pass',
    ['decorated 2:1 a (f)', 'block 3:8 b (f)'],
  ],
  [
    'methods and nested functions',
    'class A:\n  @mlflow.trace\n  def f(self):\n    def g(): pass\n    @mlflow.trace\n    async def h(): pass\ndef i(): pass',
    ['decorated 3:3 f (A.f)', 'function 4:5 g (A.f.g)', 'decorated 6:5 h (A.f.h)', 'function 7:1 i (i)'],
  ],
  ['names in Japanese', '@mlflow.trace\ndef 検索(質問): pass', ['decorated 2:1 検索 (検索)']],
  [
    'Windows line ends',
    '@mlflow.trace\r\ndef f():\r\n  mlflow.start_span("x")\r\n',
    ['decorated 2:1 f (f)', 'block 3:3 x (f)'],
  ],
  [
    'what follows an error',
    'def broken(:\n  x = \n@mlflow.trace(name="n")\ndef f(: pass\n\nwith mlflow.start_span("b") as\n',
    ['function 1:1 broken (broken)', 'decorated 4:1 n (f)', 'block 6:6 b'],
  ],
  ['a file that ends in the middle', 'with mlflow.start_span("b', ['block 1:6 b']],
  [
    'functions of a file without spans',
    'class A:\n    async def f(self):\n        def g(): pass\n\n\tdef h(): pass\ndef i(): pass\n',
    ['function 2:5 f (A.f)', 'function 3:9 g (A.f.g)', 'function 5:2 h (A.h)', 'function 6:1 i (i)'],
  ],
  ['nothing', '', []],
])('finds %s', async (_, source, expected) => {
  expect(await index(source)).toEqual(expected);
});

const cell = (source: string | readonly string[], more: object = {}) => ({
  cell_type: 'code',
  source,
  ...more,
});
const notebook = (cells: readonly object[], metadata: object = {}) =>
  JSON.stringify({ cells, metadata, nbformat: 4 });

it('reads the cells of a notebook: imports hold in all, IPython lines and other languages are passed over', async () => {
  const source = notebook([
    { cell_type: 'markdown', source: '@mlflow.trace' },
    cell(['%pip install "mlflow>=3\n', '!ls (\n', 'import mlflow as m\n']),
    cell('%%bash\ndef f(): mlflow.start_span("x")'),
    cell('%%time\n@m.trace\ndef f(): pass\n  %timeit f('),
    cell('def x(:', { metadata: { vscode: { languageId: 'sql' } } }),
    cell('with m.start_span("n"): pass'),
  ]);
  expect(await index(source, 'a.ipynb')).toEqual(['decorated cell 3 3:1 f (f)', 'block cell 5 1:6 n']);
});

it.each([
  ['text', 'hello'],
  ['another format', '{"worksheets": []}'],
  [
    'another language',
    notebook([cell('@mlflow.trace\ndef f(): pass')], { kernelspec: { language: 'julia' } }),
  ],
  ['odd cells', notebook([{ cell_type: 'code' }, { cell_type: 'code', source: 7 }])],
])('finds nothing in a notebook of %s', async (_, source) => {
  expect(await index(source, 'a.ipynb')).toEqual([]);
});
