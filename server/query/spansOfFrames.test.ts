import { describe, expect, it } from 'vitest';
import type { StackFrame } from '../../protocol/messages/debugging.ts';
import type { RawSpan } from '../decode/rawSpan.ts';
import { spansOfFrames } from './spansOfFrames.ts';

const file = '/w/agent.py';
let started = 0;

interface Given {
  readonly parent?: string;
  readonly thread?: string;
  /** Where it was entered or called, where that is all that is known. */
  readonly entered?: boolean;
  readonly startNs?: number;
  readonly file?: string;
}

/** A running span of a function (or of a block in one) that begins on this line. */
function span(
  spanId: string,
  name: string | undefined,
  line: number,
  { parent, thread, entered = false, startNs = ++started, file: at = file }: Given = {},
): RawSpan {
  return {
    traceId: 't',
    spanId,
    ...(parent !== undefined && { parentId: parent }),
    name: spanId,
    startNs: String(startNs),
    status: { code: 'unset' },
    attributes: {},
    events: [],
    links: [],
    scope: { name: '' },
    resource: {},
    door: 'live',
    ...(thread !== undefined && { thread: { name: thread } }),
    location: { file: at, line, ...(name !== undefined && { function: name }), basis: 'recorded' },
    ...(entered && { callSite: { file: at, line } }),
  };
}

const frame = (name: string, line: number, at = file): StackFrame => ({ file: at, line, function: name });

/** Ids of the spans of the frames, innermost frame first. */
const marks = (frames: readonly StackFrame[], spans: readonly RawSpan[], threadName?: string) =>
  spansOfFrames({ frames, ...(threadName !== undefined && { threadName }) }, spans).map((one) => one?.spanId);

const agent = span('agent', 'agent', 20);
const tool = span('tool', 'tip', 10, { parent: 'agent' });
const library = '/venv/site-packages/mlflow/fluent.py';

describe('spansOfFrames', () => {
  it('finds the function’s own span, its caller’s in its caller, none outside', () => {
    const frames = [frame('tip', 12), frame('agent', 23), frame('<module>', 40)];
    expect(marks(frames, [agent, tool])).toEqual(['tool', 'agent', undefined]);
  });

  it('takes the span of the nearest traced caller for functions that are not traced', () => {
    const frames = [frame('helper', 3), frame('tip', 12), frame('wrapper', 70, library), frame('agent', 23)];
    expect(marks(frames, [agent, tool])).toEqual(['tool', 'tool', 'agent', 'agent']);
  });

  it('marks nothing where no running span is on the stack', () => {
    expect(marks([frame('main', 3)], [agent, tool])).toEqual([undefined]);
    expect(marks([frame('tip', 12, '/w/other.py')], [agent, tool])).toEqual([undefined]);
    expect(marks([frame('tip', 12)], [])).toEqual([undefined]);
    expect(marks([], [agent])).toEqual([]);
  });

  it('tells two functions of one name apart by their lines', () => {
    const later = span('later', 'tip', 50);
    expect(marks([frame('tip', 12)], [later])).toEqual([undefined]);
    expect(marks([frame('Tips.tip', 52)], [later])).toEqual(['later']);
  });

  it('gives each call of a recursive function its own span', () => {
    const outer = span('outer', 'walk', 5);
    const middle = span('middle', 'walk', 5, { parent: 'outer' });
    const inner = span('inner', 'walk', 5, { parent: 'middle' });
    const frames = [frame('walk', 6), frame('walk', 8), frame('walk', 8), frame('<module>', 11)];
    expect(marks(frames, [inner, outer, middle])).toEqual(['inner', 'middle', 'outer', undefined]);
  });

  it('gives blocks of one recursive function their own frames', () => {
    const first = span('first', 'walk', 6, { entered: true });
    const second = span('second', 'walk', 6, { entered: true, parent: 'first' });
    expect(marks([frame('walk', 7), frame('walk', 8)], [first, second])).toEqual(['second', 'first']);
  });

  it('takes the inner of two decorators on one function', () => {
    const inner = span('inner', 'tip', 10, { parent: 'tool' });
    expect(marks([frame('tip', 12), frame('agent', 23)], [agent, tool, inner])).toEqual(['inner', 'agent']);
  });

  it('takes a block that the frame stands in, and the inner one of two', () => {
    const outer = span('outer', 'agent', 21, { entered: true, parent: 'agent' });
    const inner = span('inner', 'agent', 22, { entered: true, parent: 'outer' });
    expect(marks([frame('agent', 23)], [agent, outer, inner])).toEqual(['inner']);
    expect(marks([frame('helper', 1), frame('agent', 23)], [agent, outer])).toEqual(['outer', 'outer']);
  });

  it('takes a block at the top of a program', () => {
    const block = span('block', undefined, 30, { entered: true });
    expect(marks([frame('<module>', 31)], [block])).toEqual(['block']);
    expect(marks([frame('<cell line: 1>()', 31)], [block])).toEqual(['block']);
    expect(marks([frame('main', 31)], [block])).toEqual([undefined]);
  });

  it('counts the line of a call to what encloses it, and what is further in to the call', () => {
    const call = span('call', 'agent', 23, { entered: true, parent: 'agent' });
    const frames = [frame('create', 99, library), frame('agent', 23), frame('<module>', 40)];
    expect(marks(frames, [agent, call])).toEqual(['call', 'agent', undefined]);
    // Frames of libraries are hidden.
    expect(marks(frames.slice(1), [agent, call])).toEqual(['call', undefined]);
  });

  it('tells pool threads apart by their names', () => {
    const [one, two] = ['pool_0', 'pool_1'].map((thread) => span(thread, 'tip', 10, { thread }));
    const spans = [one, two].filter((given) => given !== undefined);
    expect(marks([frame('tip', 12)], spans, 'pool_0')).toEqual(['pool_0']);
    expect(marks([frame('tip', 12)], spans, 'pool_1')).toEqual(['pool_1']);
    expect(marks([frame('tip', 12)], spans, 'MainThread')).toEqual([undefined]);
  });

  it('takes the task of which more is on the stack', () => {
    const other = span('other', 'other_task', 60);
    const ours = span('ours', 'tip', 10, { parent: 'agent', startNs: 1 });
    const theirs = span('theirs', 'tip', 10, { parent: 'other', startNs: 2 });
    const frames = [frame('tip', 12), frame('agent', 23)];
    expect(marks(frames, [theirs, ours, agent, other])).toEqual(['ours', 'agent']);
  });

  it('takes the latest of equal tasks', () => {
    const tasks = [3, 9, 5].map((startNs) => span(`at ${startNs}`, 'tip', 10, { startNs }));
    expect(marks([frame('tip', 10)], tasks)).toEqual(['at 9']);
  });

  it('knows Windows paths in any writing', () => {
    const there = span('there', 'tip', 10, { file: 'C:\\w\\agent.py' });
    expect(marks([frame('tip', 12, 'c:/w/Agent.py')], [there])).toEqual(['there']);
  });

  it('knows a notebook’s cell by the editor’s name for it', () => {
    const cellId = 'vscode-notebook-cell:/w/notes.ipynb#W2sZmlsZQ%3D%3D';
    const ran = span('cell', 'tip', 2, { file: '/tmp/ipykernel_7/123.py' });
    const cell = { ...ran, ...(ran.location && { location: { ...ran.location, cellId } }) };
    expect(marks([frame('tip', 3, cellId)], [cell])).toEqual(['cell']);
    expect(marks([frame('tip', 3, `${cellId}2`)], [cell])).toEqual([undefined]);
  });

  it('ends where parents go in a circle', () => {
    const [a, b] = [
      span('a', 'agent', 20, { parent: 'b', startNs: 1 }),
      span('b', 'tip', 10, { parent: 'a', startNs: 2 }),
    ];
    expect(marks([frame('tip', 12), frame('agent', 23)], [a, b])[0]).toBe('b');
  });
});
