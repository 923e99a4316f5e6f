import { parser } from '@lezer/python';
import { expect, it } from 'vitest';
import { namesOf } from '../names.ts';
import { textOf } from '../tree.ts';
import { attachCallsOf } from './attachCalls.ts';
import { locateCall, type SubmitPlace } from './locate.ts';

function parsed(text: string) {
  return { tree: parser.parse(text), text };
}

function located(place: SubmitPlace, text: string, knownText?: string): string | undefined {
  const source = parsed(text);
  const call = locateCall(place, source, namesOf([source]), knownText);
  return call && textOf(call.node, text);
}

const program = `import threading
from concurrent.futures import ThreadPoolExecutor

@mlflow.trace
def outer():
    with ThreadPoolExecutor() as pool:
        first = pool.submit(work, 1)
        second = pool.submit(
            work,
            2,
        )
        list(pool.map(work, pool.submit(work, 3).result()))
    thread = threading.Thread(target=work)
    thread.start()

def other():
    pool.submit(work, 4)
`;
const outer = { function: 'outer', functionLine: 4 } as const;

it.each<[string, SubmitPlace, string | undefined]>([
  ['its line', { ...outer, line: 7, way: 'submit' }, 'pool.submit(work, 1)'],
  [
    'any of its lines',
    { ...outer, line: 10, way: 'submit' },
    'pool.submit(\n            work,\n            2,\n        )',
  ],
  ['what the line called', { ...outer, line: 12, way: 'submit' }, 'pool.submit(work, 3)'],
  ['… of the two', { ...outer, line: 12, way: 'map' }, 'pool.map(work, pool.submit(work, 3).result())'],
  ['the making of a started thread', { ...outer, line: 14, way: 'start' }, 'threading.Thread(target=work)'],
  ['no other line', { ...outer, line: 6, way: 'submit' }, undefined],
  ['no other function', { function: 'outer', functionLine: 4, line: 17, way: 'submit' }, undefined],
  ['no function that is gone', { function: 'gone', functionLine: 4, line: 7, way: 'submit' }, undefined],
])('finds a call by %s', (_, place, call) => {
  expect(located(place, program)).toBe(call);
});

it('follows the function when it moves', () => {
  const place = { ...outer, line: 7, way: 'submit' } as const;
  expect(located(place, `# new\n\n${program}`)).toBe('pool.submit(work, 1)');
});

it('follows the call within its function by its text', () => {
  const place = { ...outer, line: 7, way: 'submit' } as const;
  const moved = program.replace('        first', '        a = 1\n        b = 1\n        first');
  expect(located(place, moved, 'pool.submit(work, 1)')).toBe('pool.submit(work, 1)');
  expect(located(place, moved)).toBeUndefined();
});

it('does not find what is mended, also where another is left', () => {
  const place = { ...outer, line: 7, way: 'submit' } as const;
  const mended = program.replace(
    'pool.submit(work, 1)',
    'pool.submit(contextvars.copy_context().run, work, 1)',
  );
  expect(located(place, mended)).toBeUndefined();
  expect(located(place, mended, 'pool.submit(work, 1)')).toBeUndefined();
});

it('finds a call at the top of a file', () => {
  expect(located({ line: 2, way: 'submit' }, 'import x\nx.submit(f)\n')).toBe('x.submit(f)');
});

const makes = 'import threading\ndef f():\n';
it.each([
  ['    threading.Thread(target=a).start()\n', 3, 'threading.Thread(target=a)'],
  [
    '    ts = [threading.Thread(target=a) for _ in b]\n    for t in ts:\n        t.start()\n',
    5,
    'threading.Thread(target=a)',
  ],
  [
    '    a = threading.Thread(target=a)\n    b = threading.Thread(target=b)\n    a.start()\n',
    5,
    'threading.Thread(target=a)',
  ],
  ['    t = threading.Thread(target=a)\n    with span:\n        t.start()\n', 5, undefined],
  [
    '    with span:\n        t = threading.Thread(target=a)\n        t.start()\n',
    5,
    'threading.Thread(target=a)',
  ],
  [
    '    ts = [threading.Thread(target=copy_context().run, args=(b,)), threading.Thread(target=a), threading.Thread(target=c)]\n    for t in ts:\n        t.start()\n',
    5,
    'threading.Thread(target=a)',
  ],
  ['    threading.Thread(target=a).start()\n    t = make()\n    t.start()\n', 5, undefined],
  ['    self.thread.start()\n', 3, undefined],
])('finds the thread that is started: %s', (body, line, call) => {
  expect(located({ function: 'f', functionLine: 2, line, way: 'start' }, makes + body)).toBe(call);
});

it('finds attach in the function that is given to the thread, by any name of the module', () => {
  const attaches = (text: string): number => {
    const source = parsed(`${text}\npool.submit(worker, x)\n`);
    const names = namesOf([source]);
    const call = locateCall({ line: source.text.split('\n').length - 1, way: 'submit' }, source, names);
    return call ? attachCallsOf(call, source, names).length : -1;
  };
  const worker = (call: string): string => `def worker(x):\n    token = ${call}(x)\n`;
  expect(attaches(`from opentelemetry.context import attach\n${worker('attach')}`)).toBe(1);
  expect(attaches(`from opentelemetry import context as c\n${worker('c.attach')}`)).toBe(1);
  expect(attaches(`import opentelemetry.context\n${worker('opentelemetry.context.attach')}`)).toBe(1);
  expect(attaches(`from other import attach\n${worker('attach')}`)).toBe(0);
  expect(attaches('from opentelemetry.context import attach\ndef main(x):\n    attach(x)\n')).toBe(0);
});
