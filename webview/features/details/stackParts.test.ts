import { expect, it } from 'vitest';
import { stackParts } from './stackParts.ts';

const python = [
  'Traceback (most recent call last):',
  '  File "/app/agent.py", line 41, in answer',
  '    run_tool(call)',
  '  File "/app/.venv/lib/python3.12/site-packages/x.py", line 9, in call',
  '    return f()',
  '           ^^^',
  '  File "/app/tools.py", line 19, in run_tool',
  'ValueError: no',
  '  File "<frozen x>", line 1, in y',
  'During handling of the above exception, another exception occurred:',
].join('\n');

it('parts a stack into links, what stands back and the rest, and loses nothing', () => {
  const parts = stackParts(python);
  expect(parts.map(({ text }) => text).join('')).toBe(python);
  expect(parts.filter(({ kind }) => kind !== 'text')).toMatchObject([
    { kind: 'own', text: 'agent.py", line 41', frame: 0 },
    {
      kind: 'library',
      text: '  File "/app/.venv/lib/python3.12/site-packages/x.py", line 9, in call\n    return f()\n           ^^^',
    },
    { kind: 'own', text: 'tools.py", line 19', frame: 2 },
    { kind: 'library', text: '  File "<frozen x>", line 1, in y' },
  ]);
});

it('keeps any text whole: line ends of Windows, groups, the end within a frame', () => {
  const group = '  |   File "<frozen x>", line 1, in f\r\n  |     g()\r\n  | ValueError: x\r\n';
  for (const text of [
    python.replaceAll('\n', '\r\n'),
    group,
    group.slice(0, 40),
    '',
    '\n\n',
    'ValueError: x',
  ]) {
    expect(
      stackParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
  }
  expect(stackParts(group)).toMatchObject([
    { kind: 'library', text: '  |   File "<frozen x>", line 1, in f\r\n  |     g()\r' },
    { kind: 'text' },
  ]);
  expect(stackParts(group.slice(0, 48)).map(({ kind }) => kind)).toEqual(['library']);
});
