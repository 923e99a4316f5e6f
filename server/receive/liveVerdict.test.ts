import { expect, it } from 'vitest';
import { running } from '../store/testing/spans.ts';
import { abortedSpans } from './liveVerdict.ts';

const place = (line: number) => ({ file: '/work/agent.py', line, basis: 'recorded' as const });
const standsAt = { file: '/work/tools.py', line: 40, timeNs: '5' };

it('ends every open span and names the innermost one', () => {
  const open = [
    running('root', { startNs: '10', location: place(1) }),
    running('tool', { name: 'look up', startNs: '30', parentId: 'chain', location: place(3), standsAt }),
    running('chain', { startNs: '20', parentId: 'root', status: { code: 'error', message: 'no' } }),
  ];
  const [root, tool, chain] = abortedSpans(open, 'vanished', '99');
  expect(root).toMatchObject({ aborted: true, endNs: '99' });
  expect(root?.status.message).toBe('The program was killed or crashed in “look up”, at tools.py:40.');
  expect(tool?.status.message).toBe('The program was killed or crashed here, at tools.py:40.');
  expect(chain?.status).toEqual({ code: 'error', message: 'no' });
});

it('takes the line where the span began when no other is known, and does without one', () => {
  const at = (span: Parameters<typeof abortedSpans>[0][number]) => abortedSpans([span], 'ended', '5')[0];
  expect(at(running('a', { location: place(7), startNs: '1' }))?.status.message).toBe(
    'The program ended here, at agent.py:7.',
  );
  expect(at(running('a', { startNs: '1' }))?.status.message).toBe('The program ended here.');
  expect(at(running('a', { startNs: '9' }))?.endNs).toBe('9');
  expect(abortedSpans([], 'ended', '5')).toEqual([]);
});
