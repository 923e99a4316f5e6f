import { expect, test } from 'vitest';
import { stackFrames } from './stackFrames.ts';

/** What a view shows of each frame: the link's text where the code is the user's own. */
function links(text: string): readonly string[] {
  return stackFrames(text).map(({ file, line, library, nameStart, nameEnd }) =>
    library ? `(${file}:${line})` : text.slice(nameStart, nameEnd),
  );
}

test('Python: own frames, libraries, chained exceptions, messages of several lines', () => {
  const text = [
    'Traceback (most recent call last):',
    '  File "/home/me/app/tools.py", line 19, in run_tool',
    '    return json.loads(text)',
    '           ^^^^^^^^^^^^^^^^',
    '  File "/usr/lib/python3.12/json/__init__.py", line 346, in loads',
    '  File "<frozen importlib._bootstrap>", line 1360, in _find_and_load',
    'json.decoder.JSONDecodeError: Expecting value',
    '  of several lines: File "no.py", line 3, at the end of the input (here:1:2)',
    '',
    'During handling of the above exception, another exception occurred:',
    '',
    'Traceback (most recent call last):',
    '  File "agent.py", line 41',
    '  File "/home/me/app/.venv/lib/python3.12/site-packages/openai/_base_client.py", line 1047, in request',
    '  File "/tmp/ipykernel_4711/1234567890.py", line 2, in <module>',
    'ValueError: no tool',
  ].join('\n');
  expect(links(text)).toEqual([
    'tools.py", line 19',
    '(/usr/lib/python3.12/json/__init__.py:346)',
    '(<frozen importlib._bootstrap>:1360)',
    'agent.py", line 41',
    '(/home/me/app/.venv/lib/python3.12/site-packages/openai/_base_client.py:1047)',
    '1234567890.py", line 2',
  ]);
});

test('Python: an exception group draws its tree before the frames', () => {
  const text = [
    '  + Exception Group Traceback (most recent call last):',
    '  |   File "/app/a.py", line 3, in <module>',
    '  +-+---------------- 1 ----------------',
    '    |   File "/app/b.py", line 7, in work',
  ].join('\n');
  expect(links(text)).toEqual(['a.py", line 3', 'b.py", line 7']);
});

test('Node: functions, async, files as URLs, the language itself', () => {
  const text = [
    'TypeError: x is not a function',
    '    at Agent.answer [as call] (/home/me/app/agent.ts:12:7)',
    '    at async file:///home/me/my%20app/main.mjs:3:1',
    '    at new Tool (file:///C:/Users/me/tool.js:4:2)',
    '    at Module._compile (node:internal/modules/cjs/loader:1554:14)',
    '    at Module._load (internal/modules/cjs/loader.js:1104:14)',
    '    at call (/home/me/app/node_modules/openai/core.js:1:2)',
    '    at eval (eval at run (/home/me/app/agent.ts:1:2), <anonymous>:1:1)',
    '    at Promise.all (index 0)',
    '    at readSync (node:fs:720:18)',
    '    at work (/home/me/app/internal/work.js:8:9)',
    '    at f (webpack-internal:///./src/x.ts:1:2)',
  ].join('\n');
  expect(links(text)).toEqual([
    'agent.ts:12:7',
    'main.mjs:3:1',
    'tool.js:4:2',
    '(node:internal/modules/cjs/loader:1554)',
    '(internal/modules/cjs/loader.js:1104)',
    '(/home/me/app/node_modules/openai/core.js:1)',
    '(node:fs:720)',
    'work.js:8:9',
    '(webpack-internal:///./src/x.ts:1)',
  ]);
  const [first, second, third] = stackFrames(text);
  expect(first).toMatchObject({ file: '/home/me/app/agent.ts', line: 12, column: 7 });
  expect(second?.file).toBe('/home/me/my app/main.mjs');
  expect(third?.file).toBe('C:/Users/me/tool.js');
});

test('Windows: drives, backslashes, line ends, installed Pythons', () => {
  const text = [
    '  File "C:\\work\\app\\agent.py", line 5, in f\r',
    '  File "C:\\Python312\\Lib\\asyncio\\base_events.py", line 686, in run\r',
    '    at f (C:\\work\\app (old)\\a.js:2:3)\r',
    '',
  ].join('\n');
  expect(links(text)).toEqual([
    'agent.py", line 5',
    '(C:\\Python312\\Lib\\asyncio\\base_events.py:686)',
    'a.js:2:3',
  ]);
  const [first] = stackFrames(text);
  expect(text.slice(first?.start, first?.end)).toBe('  File "C:\\work\\app\\agent.py", line 5, in f');
});

test('hostile text is no frame, or one whose place does not count', () => {
  expect(stackFrames('')).toEqual([]);
  expect(
    stackFrames('at \nat :1:2\nFile "\nFile "x", line \nat (((:1:2\nat 10:12:30\nat f (x\n\r\n'),
  ).toEqual([]);
  expect(links('File "/a.py", line 0\nat f (/a.js:0:0)\nat f (/b.js:1:0)')).toEqual([
    '(/a.py:0)',
    '(/a.js:0)',
    'b.js:1:0',
  ]);
  expect(stackFrames('  File "a.py", line 12345678901, in f')).toEqual([]);
  expect(links('at f (file:///a%zz.js:1:2)')).toEqual(['a%zz.js:1:2']);
});

test('the start of a text has the frames of the whole', () => {
  const line = '  File "/app/agent.py", line 3, in f\n    g()\n';
  const text = `${line}${'\n at f (/app/x.js:1:2)'}\n${line}`;
  const whole = stackFrames(text);
  expect(whole).toHaveLength(3);
  expect(stackFrames(text.slice(0, whole[1]?.end))).toEqual(whole.slice(0, 2));
});

test('a megabyte of what is nearly a frame: each line is read once, and no line again and again', () => {
  const nearly = ['at (', ':1:1', ' (', '", line 1', 'File "', '|+- ', 'file:///', 'internal/'];
  for (const part of nearly) {
    const long = part.repeat(Math.ceil(1_000_000 / part.length));
    expect(stackFrames(long)).toEqual([]);
    const lines = `${`  at ${part.repeat(400)}`.slice(0, 2000)}\n`.repeat(500);
    expect(stackFrames(lines).length).toBeLessThanOrEqual(500);
  }
  expect(stackFrames('  File "/app/a.py", line 3, in f\n    g()\n'.repeat(24_000))).toHaveLength(24_000);
});
