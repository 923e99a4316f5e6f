import { expect, it } from 'vitest';
import { stackOf } from './readStack.ts';

const frames = [
  { id: 7, name: 'tip', line: 12, column: 1, source: { path: '/w/agent.py', name: 'agent.py' } },
  { id: 8, name: '<native>', line: 0, source: null },
  { id: 9, name: 'main', line: 40, source: { sourceReference: 3 } },
];
const threads = { threads: [{ id: 1, name: 'MainThread' }] };

it('reads what DAP says, and which frame is chosen', () => {
  expect(stackOf({ stackFrames: frames }, threads, { threadId: 1, frameId: 8 })).toEqual({
    frames: [
      { file: '/w/agent.py', line: 12, function: 'tip' },
      { file: '', line: 0, function: '<native>' },
      { file: '', line: 40, function: 'main' },
    ],
    chosen: 1,
    threadName: 'MainThread',
  });
});

it.each([
  ['vscode-remote://wsl+Ubuntu/home/me/my%20agent.py', '/home/me/my agent.py'],
  ['vscode-remote://127.0.0.1:8080/w/agent.py', '/w/agent.py'],
  ['file:///c%3A/w/agent.py', 'c:/w/agent.py'],
  ['C:\\w\\agent.py', 'C:\\w\\agent.py'],
  ['<string>', '<string>'],
])('reads the path %s', (path, file) => {
  const stackFrames = [{ id: 7, name: 'tip', line: 1, source: { path } }];
  expect(stackOf({ stackFrames }, threads, { threadId: 1, frameId: 7 })?.frames[0]?.file).toBe(file);
});

it('does without the thread’s name', () => {
  const stack = stackOf({ stackFrames: frames }, undefined, { threadId: 2, frameId: 7 });
  expect(stack).toMatchObject({ chosen: 0 });
  expect(stack).not.toHaveProperty('threadName');
});

it('knows no frame that is not in the answer, nor any in what is no answer', () => {
  expect(stackOf({ stackFrames: frames }, threads, { threadId: 1, frameId: 99 })).toBeUndefined();
  expect(stackOf({ success: false }, threads, { threadId: 1, frameId: 7 })).toBeUndefined();
});
