import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ResultOf } from '../../protocol/messages/requests.ts';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { debugUntilBreakpoint, type StoppedProgram } from './harness/debugpy.ts';
import { ensureLiveVenv } from './harness/environments.ts';
import { liveEnvironment, seen } from './harness/liveProgram.ts';

const file = fileURLToPath(new URL('programs/stopped_frames.py', import.meta.url));
/** Of `inner`. */
const line = 16;

let receiver: ReceiverProcess;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.stop());

/** Which spans run when `inner` is reached, and that of each frame, innermost first. */
const cases: readonly (readonly [name: string, running: readonly string[], marks: string])[] = [
  [
    'recursion',
    ['walk 2', 'walk 1', 'walk 0'],
    'inner: walk 0, walk: walk 0, walk: walk 1, walk: walk 2, recursion: –, <module>: –',
  ],
  ['pool', ['work 0', 'work 1'], 'inner: work 0, work: work 0'],
  [
    'tasks',
    ['first', 'fetch by first', 'second', 'fetch by second'],
    'inner: fetch by first, fetch: fetch by first, first: first, both: –, tasks: –, <module>: –',
  ],
];

it.each(cases)('finds the spans of the frames of a %s', async (name, running, marks) => {
  const python = await ensureLiveVenv();
  const env = liveEnvironment(receiver.url);
  const debugged = await debugUntilBreakpoint({ debugpy: python, python, file, args: [name], line, env });
  try {
    for (const one of running) await seen(receiver, one, ({ status }) => status === 'running');
    expect(await marksOf(debugged)).toBe(marks);
  } finally {
    debugged.stop();
  }
});

async function marksOf({ frames, pid, threadName }: StoppedProgram): Promise<string> {
  const stack = frames.map(({ name, line: at, source }) => ({ file: source.path, line: at, function: name }));
  const body = JSON.stringify({ name: 'spansOfFrames', params: { pid, threadName, frames: stack } });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${receiver.url}/api/request`, { method: 'POST', headers, body });
  const { ok } = (await response.json()) as { readonly ok: ResultOf<'spansOfFrames'> };
  return frames.map(({ name }, index) => `${name}: ${ok.spans[index]?.name ?? '–'}`).join(', ');
}
