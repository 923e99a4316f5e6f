import { parser } from '@lezer/python';
import { describe, expect, it } from 'vitest';
import { namesOf } from '../names.ts';
import { contextEdits } from './contextEdits.ts';
import { submitCallsIn } from './submitCalls.ts';

function parsed(text: string) {
  return { tree: parser.parse(text), text };
}

/** The text with the first call that gives work to a thread mended. */
function mended(text: string): string {
  const source = parsed(text);
  const [call] = submitCallsIn(source, namesOf([source]));
  if (!call) throw new Error('no such call');
  return contextEdits(source, call)
    .toSorted((a, b) => b.from - a.from)
    .reduce((now, edit) => now.slice(0, edit.from) + edit.text + now.slice(edit.to), text);
}

/** The same without the imports at the head. */
function call(text: string, head = 'import contextvars\nimport itertools\n'): string {
  return mended(`${head}${text}`).slice(head.length);
}

describe('a call', () => {
  it.each([
    ['pool.submit(f, x)', 'pool.submit(contextvars.copy_context().run, f, x)'],
    ['pool.submit(f)', 'pool.submit(contextvars.copy_context().run, f)'],
    [
      'a = [self.pool.submit(self.f, *x, k=1, **kw) for x in xs]',
      'a = [self.pool.submit(contextvars.copy_context().run, self.f, *x, k=1, **kw) for x in xs]',
    ],
    [
      'pool.submit(lambda q: q + 1, x)  # why',
      'pool.submit(contextvars.copy_context().run, lambda q: q + 1, x)  # why',
    ],
    [
      'pool.submit(\n    # first\n    f,  # the work\n    x,\n)',
      'pool.submit(\n    # first\n    contextvars.copy_context().run,\n    f,  # the work\n    x,\n)',
    ],
    [
      'pool.submit(\r\n    f,\r\n    x)',
      'pool.submit(\r\n    contextvars.copy_context().run,\r\n    f,\r\n    x)',
    ],
    [
      'await loop.run_in_executor(None, f, x)',
      'await loop.run_in_executor(None, contextvars.copy_context().run, f, x)',
    ],
    [
      'pool.map(f, xs, range(3), timeout=4)',
      'pool.map(contextvars.Context.run, iter(contextvars.copy_context, None), itertools.repeat(f), xs, range(3), timeout=4)',
    ],
    [
      'pool.map(lambda x: x, *xs)',
      'pool.map(contextvars.Context.run, iter(contextvars.copy_context, None), itertools.repeat(lambda x: x), *xs)',
    ],
  ])('%s', (before, after) => {
    expect(call(before)).toBe(after);
  });

  const threading = 'import contextvars\nimport threading\n';
  it.each([
    ['target=f', 'target=contextvars.copy_context().run, args=(f,)'],
    ['target=f, args=(x,)', 'target=contextvars.copy_context().run, args=(f, x,)'],
    [
      'target=f, args=(x, y), daemon=True',
      'target=contextvars.copy_context().run, args=(f, x, y), daemon=True',
    ],
    ['target=f, args=()', 'target=contextvars.copy_context().run, args=(f,)'],
    ['args=[x], target=f', 'args=[f, x], target=contextvars.copy_context().run'],
    ['target=f, args=[]', 'target=contextvars.copy_context().run, args=[f]'],
    [
      'target=f, args=rest, kwargs={"k": 1}',
      'target=contextvars.copy_context().run, args=(f, *rest), kwargs={"k": 1}',
    ],
    ['None, f', 'None, contextvars.copy_context().run, args=(f,)'],
    ['None, f, "name", (x,)', 'None, contextvars.copy_context().run, "name", (f, x,)'],
    [
      '\n  target=lambda: f(x),  # why\n  name="n",\n',
      '\n  target=contextvars.copy_context().run, args=(lambda: f(x),),  # why\n  name="n",\n',
    ],
  ])('Thread(%s)', (before, after) => {
    expect(call(`threading.Thread(${before}).start()`, threading)).toBe(`threading.Thread(${after}).start()`);
  });

  it.each([
    ['pool.submit(contextvars.copy_context().run, f)'],
    ['context = contextvars.copy_context()\npool.submit(context.run, f)'],
    ['pool.submit(functools.partial(contextvars.copy_context().run, f))'],
    ['pool.map(contextvars.Context.run, contexts, fs)'],
    ['pool.submit(fn=f)'],
    ['pool.submit(*given)'],
    ['pool.submit(f for f in fs)'],
    ['pool.submit()'],
    ['pool.map(f)'],
    ['loop.run_in_executor(*given)'],
    ['import threading\nthreading.Thread(**given).start()'],
    ['import threading\nthreading.Thread(None, f, "name").start()'],
  ])('leaves as it is: %s', (text) => {
    expect(mended(text)).toBe(text);
  });

  it('takes a name that only looks like a context for the function that it is', () => {
    expect(call('pool.submit(agent.run, x)')).toBe(
      'pool.submit(contextvars.copy_context().run, agent.run, x)',
    );
  });
});

describe('the import', () => {
  it.each([
    [
      'in order',
      'import asyncio\nimport os\n\nimport mlflow\n',
      'import asyncio\nimport contextvars\nimport os\n\nimport mlflow\n',
    ],
    [
      'at the end of its block',
      'import asyncio\nimport concurrent\n\nimport mlflow\n',
      'import asyncio\nimport concurrent\nimport contextvars\n\nimport mlflow\n',
    ],
    [
      'before from-imports',
      '"""Doc."""\n\nfrom os import path\n',
      '"""Doc."""\n\nimport contextvars\nfrom os import path\n',
    ],
    [
      'behind __future__',
      'from __future__ import annotations\n',
      'from __future__ import annotations\nimport contextvars\n',
    ],
    [
      'not before __future__',
      'from __future__ import annotations\n\nimport mlflow\n',
      'from __future__ import annotations\n\nimport contextvars\nimport mlflow\n',
    ],
    [
      'behind a docstring',
      '#!/usr/bin/env python\n"""Doc."""\n',
      '#!/usr/bin/env python\n"""Doc."""\nimport contextvars\n',
    ],
    ['behind comments', '# A licence.\n', '# A licence.\nimport contextvars\n'],
    ['with the ends of lines of the file', 'import os\r\n', 'import contextvars\r\nimport os\r\n'],
    ['not again', 'import os, contextvars\n', 'import os, contextvars\n'],
    [
      'also where a function has one',
      'import os\ndef g():\n    import contextvars\n',
      'import contextvars\nimport os\ndef g():\n    import contextvars\n',
    ],
  ])('stands %s', (_, head, after) => {
    expect(mended(`${head}pool.submit(f)\n`)).toBe(
      `${after}pool.submit(contextvars.copy_context().run, f)\n`,
    );
  });

  it.each([
    ['import contextvars as cv\n', 'cv.copy_context()'],
    ['from contextvars import (\n    ContextVar,\n    copy_context as copied,\n)\n', 'copied()'],
  ])('is used under its own name: %s', (head, copy) => {
    expect(mended(`${head}pool.submit(f)`)).toBe(`${head}pool.submit(${copy}.run, f)`);
  });

  it('is several where several are missing', () => {
    expect(mended('import asyncio\nimport os\npool.map(f, xs)')).toBe(
      'import asyncio\nimport contextvars\nimport itertools\nimport os\npool.map(contextvars.Context.run, iter(contextvars.copy_context, None), itertools.repeat(f), xs)',
    );
  });
});
