import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Disposable } from '../../protocol/base/disposable.ts';
import type { FrameSpan, StoppedThread } from '../../protocol/messages/debugging.ts';
import type { Delta } from '../../protocol/messages/delta.ts';
import type { Ask } from '../../protocol/messages/requests.ts';

const editor = vi.hoisted(() => ({ debug: {} as Record<string, unknown> }));
vi.mock('vscode', async () => {
  const { EventEmitter } = await import('../testing/fakeVscode.ts');
  class DebugStackFrame {
    readonly session: unknown;
    readonly threadId = 1;
    readonly frameId: number;
    constructor(session: unknown, frameId: number) {
      this.session = session;
      this.frameId = frameId;
    }
  }
  return { EventEmitter, DebugStackFrame, debug: editor.debug };
});

const vscode = await import('vscode');
const { StoppedSpans } = await import('./stoppedSpans.ts');

interface Question {
  readonly thread: StoppedThread;
  readonly answer: (spans: readonly (FrameSpan | null)[]) => void;
}

const choices = new vscode.EventEmitter<unknown>();
const deltas = new vscode.EventEmitter<Delta>();
let questions: Question[] = [];
let clockMs = 0;
const made: Disposable[] = [];
afterEach(() => {
  for (const one of made.splice(0)) one.dispose();
});

/** Two frames: `tip` (7), called by `main` (8). */
const stackFrames = [
  { id: 7, name: 'tip', line: 12, source: { path: '/w/agent.py' } },
  { id: 8, name: 'main', line: 40, source: { path: '/w/agent.py' } },
];
const session = {
  id: 's',
  customRequest: async (name: string) =>
    name === 'stackTrace' ? { stackFrames } : { threads: [{ id: 1, name: 'MainThread' }] },
};
const frameOf = (id: number, of: unknown = session): unknown =>
  Reflect.construct(vscode.DebugStackFrame, [of, id]);
const span = (spanId: string, traceId = 't'): FrameSpan => ({ traceId, spanId, name: spanId, startNs: '1' });

beforeEach(() => {
  questions = [];
  clockMs = 1_000_000;
  vi.spyOn(Date, 'now').mockImplementation(() => clockMs);
  Object.assign(editor.debug, { activeStackItem: undefined, onDidChangeActiveStackItem: choices.event });
});

function create() {
  const ask = ((_: string, thread: StoppedThread) =>
    new Promise<unknown>((resolve) =>
      questions.push({ thread, answer: (spans) => resolve({ spans }) }),
    )) as Ask;
  const stopped = new StoppedSpans({
    server: { ask, onDelta: deltas.event },
    adapters: { pidOf: () => 42 },
  });
  made.push(stopped);
  const shown: (string | undefined)[] = [];
  stopped.onChange((at) => shown.push(at && `${at.span.spanId}${at.top ? '' : ' below'}`));
  return { stopped, shown };
}

/** Lets promises that are settled run on. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const tell = (...changed: readonly string[]): void =>
  deltas.fire({ generation: 'g', seq: 1, changed, removed: [], traceCount: 1 });

it('asks for the spans of the whole stack, and shows that of the chosen frame', async () => {
  const { stopped, shown } = create();
  choices.fire(frameOf(8));
  await settled();
  expect(questions[0]?.thread).toEqual({
    pid: 42,
    threadName: 'MainThread',
    frames: [
      { file: '/w/agent.py', line: 12, function: 'tip' },
      { file: '/w/agent.py', line: 40, function: 'main' },
    ],
  });
  questions[0]?.answer([span('inner'), span('outer')]);
  await settled();
  expect(shown).toEqual(['outer below']);
  expect(stopped.span).toEqual({ traceId: 't', spanId: 'outer', top: false });
  choices.fire(undefined);
  await settled();
  expect(shown).toEqual(['outer below', undefined]);
  expect(stopped.span).toBeUndefined();
});

it('looks again when a trace changes, one question at a time', async () => {
  const { shown } = create();
  choices.fire(frameOf(7));
  await settled();
  tell('t');
  tell('t');
  expect(questions).toHaveLength(1);
  questions[0]?.answer([null, null]);
  await settled();
  expect(shown).toEqual([]);
  expect(questions).toHaveLength(2);
  questions[1]?.answer([span('inner'), null]);
  await settled();
  expect(shown).toEqual(['inner']);
  expect(questions).toHaveLength(2);
});

it('drops the answer for a frame that is no longer chosen', async () => {
  const { shown } = create();
  choices.fire(frameOf(7));
  await settled();
  choices.fire(frameOf(8));
  await settled();
  questions[0]?.answer([span('inner'), span('outer')]);
  await settled();
  expect(shown).toEqual([]);
  questions[1]?.answer([span('inner'), span('outer')]);
  await settled();
  expect(shown).toEqual(['outer below']);
});

it('leaves other programs alone once the stop is a while ago', async () => {
  create();
  choices.fire(frameOf(7));
  await settled();
  questions[0]?.answer([span('inner'), null]);
  await settled();
  clockMs += 60_000;
  tell('another');
  expect(questions).toHaveLength(1);
  tell('t');
  expect(questions).toHaveLength(2);
});

it('shows nothing for a program that went on before its stack was read', async () => {
  const { shown } = create();
  const gone = { ...session, customRequest: async () => Promise.reject(new Error('not stopped')) };
  choices.fire(frameOf(7, gone));
  await settled();
  expect(questions).toEqual([]);
  expect(shown).toEqual([]);
});

it('says nothing after it was disposed', async () => {
  const { stopped, shown } = create();
  choices.fire(frameOf(7));
  await settled();
  stopped.dispose();
  questions[0]?.answer([span('inner'), null]);
  await settled();
  expect(shown).toEqual([]);
});
