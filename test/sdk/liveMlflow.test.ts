import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../protocol/model/span.ts';
import { debugUntilBreakpoint } from './harness/debugpy.ts';
import { ensureLiveVenv } from './harness/environments.ts';
import { liveEnvironment, seen, startProgram } from './harness/liveProgram.ts';
import { setUpLiveTests } from './harness/liveTest.ts';
import { isSince, versionsNamed, versionsUnderTest } from './harness/mlflowVersions.ts';

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

const live = setUpLiveTests();

describe.each(versionsUnderTest(['2.22.5', '3.17.2']))('MLflow $name', (version) => {
  it('shows where a program stands, with inputs and lines, and then one whole trace', async () => {
    const go = join(live.folder, 'go');
    const command = [await version.python(), program('live_agent.py'), go] as const;
    const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder });
    const { span: tool, whole } = await seen(live.receiver, 'look_up', ({ inputs }) => inputs !== null);
    expect(tool).toMatchObject({ status: 'running', kind: 'TOOL', inputs: { city: 'Paris' }, outputs: null });
    expect(tool.source).toMatchObject({ file: program('live_agent.py'), line: 10, function: 'look_up' });
    expect(tool.source?.callSite).toEqual({ file: program('live_agent.py'), line: 19 });
    const agent = whole.spans.find(({ spanId }) => spanId === tool.parentId);
    expect(agent).toMatchObject({
      name: 'agent',
      status: 'running',
      inputs: { question: 'What is the weather?' },
    });
    expect(whole.trace).toMatchObject({ status: 'running', run: { kind: 'external' } });
    await writeFile(go, '');
    expect(await exited, output()).toBe(0);
    const { whole: done } = await seen(live.receiver, 'agent', ({ outputs }) => outputs !== null);
    expect(await live.receiver.traces()).toHaveLength(1);
    expect(done.trace).toMatchObject({ status: 'ok', requestId: whole.trace.requestId });
    expect(done.trace.process?.command).toContain('live_agent.py');
    expect(done.spans.map(({ name, status, outputs }) => [name, status, outputs])).toEqual([
      ['agent', 'ok', 'sunny in Paris'],
      ['look_up', 'ok', 'sunny in Paris'],
    ]);
    expect(done.spans.map(({ source }) => source?.basis)).toEqual(['recorded', 'recorded']);
    expect(done.spans.map(({ thread }) => thread?.name)).toEqual(['MainThread', 'MainThread']);
  });

  // Before, MLflow traces the making of a generator.
  if (isSince(version, [2, 20])) {
    it('shows what a stream has given out so far, and in which run and test', async () => {
      const [more, end] = [join(live.folder, 'more'), join(live.folder, 'end')];
      const env = {
        SIDETRACE_RUN: '{"id": "s7", "kind": "debug", "label": "Python: stream"}',
        PYTEST_CURRENT_TEST: 'test_a.py::test_b (call)',
      };
      const command = [await version.python(), program('live_stream.py'), more, end] as const;
      const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder, env });
      const numbersTo = (count: number) =>
        Array.from({ length: count }, (_, number) => `${number} `).join('');
      await seen(live.receiver, 'chat', (chat) => textOf(chat) === numbersTo(300));
      await writeFile(more, '');
      const numbers = numbersTo(600);
      const { span, whole } = await seen(live.receiver, 'chat', (chat) => textOf(chat) === numbers);
      expect(span).toMatchObject({
        status: 'running',
        chat: { messages: [{ role: 'user' }, { role: 'assistant' }] },
      });
      expect(span.outputs).toMatchObject({ choices: [{ message: { content: numbers } }] });
      const run = { id: 's7', kind: 'debug', label: 'Python: stream' };
      expect(whole.trace).toMatchObject({ run, test: 'test_a.py::test_b' });
      await writeFile(end, '');
      expect(await exited, output()).toBe(0);
      const done = await seen(live.receiver, 'own', ({ status }) => status === 'ok');
      expect(done.span.outputs).toEqual(['a', { b: 1 }]);
      expect(done.whole.trace.run).toEqual(run);
      const { whole: ended } = await seen(live.receiver, 'chat', ({ status }) => status === 'ok');
      expect(ended.trace).toMatchObject({ run, test: 'test_a.py::test_b' });
    });
  }

  it('links the traces of threads with the spans that started them', async () => {
    const command = [await version.python(), program('live_threads.py')] as const;
    const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder });
    expect(await exited, output()).toBe(0);
    const { whole } = await seen(live.receiver, 'outer', ({ endNs }) => endNs !== undefined);
    const names = new Map(whole.spans.map(({ spanId, name }) => [spanId, name]));
    const traces = await live.receiver.traces();
    const links = traces.flatMap(({ spans, trace }) =>
      spans
        .filter(({ parentId, name }) => parentId === undefined && name === 'work')
        .map(({ inputs, spawnedFrom }) => [
          (inputs as { name: string }).name,
          names.get(spawnedFrom?.spanId ?? ''),
          spawnedFrom?.by,
          spawnedFrom?.at?.line,
          trace.linkedTraceIds,
        ]),
    );
    const outer = [whole.trace.traceId];
    expect(links.toSorted()).toEqual([
      ['executor', 'outer', 'run_in_executor', 33, outer],
      ['map', 'outer', 'map', 24, outer],
      ['outside', undefined, undefined, undefined, []],
      ['submit', 'inner', 'submit', 18, outer],
      ['thread', 'outer', 'Thread.start', 27, outer],
    ]);
    expect(whole.trace.linkedTraceIds).toHaveLength(4);
    expect(new Set(traces.map(({ trace }) => trace.run?.id)).size).toBe(1);
  });
});

// A debugger stops every version alike.
describe.each(versionsNamed(['2.22.5', '3.17.2']))('MLflow $name', (version) => {
  it('shows inputs of all that is open while a debugger stands in the innermost function', async () => {
    const file = program('live_agent.py');
    const go = join(live.folder, 'go');
    await writeFile(go, '');
    const debugged = await debugUntilBreakpoint({
      debugpy: await ensureLiveVenv(),
      python: await version.python(),
      file,
      args: [go],
      line: 12,
      env: liveEnvironment(live.receiver.url),
    });
    try {
      expect(debugged.frame).toMatchObject({ name: 'look_up', line: 12 });
      // One that Python did not start would be listed as "Dummy-4".
      expect(debugged.threads.filter((name) => /dummy/i.test(name))).toEqual([]);
      const { span, whole } = await seen(live.receiver, 'look_up', ({ inputs }) => inputs !== null);
      const open = whole.spans.map(({ name, status, inputs }) => [name, status, inputs]);
      expect(open).toEqual([
        ['agent', 'running', { question: 'What is the weather?' }],
        ['look_up', 'running', { city: 'Paris' }],
      ]);
      const { standsAt } = (await seen(live.receiver, 'look_up', (one) => one.standsAt !== undefined)).span;
      expect(standsAt).toMatchObject({ file, line: 12, function: 'look_up' });
      await debugged.goOn();
      const { span: done } = await seen(live.receiver, 'look_up', ({ outputs }) => outputs !== null);
      expect(done).toMatchObject({ spanId: span.spanId, status: 'ok', outputs: 'sunny in Paris' });
    } finally {
      debugged.stop();
    }
  });
});

/** The text of the last message. */
function textOf({ chat }: Span): string {
  return (chat?.messages.at(-1)?.content ?? [])
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('');
}
