import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Span } from '../../protocol/model/span.ts';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { debugUntilBreakpoint } from './harness/debugpy.ts';
import { ensureLiveSdksVenv, ensureLiveVenv } from './harness/environments.ts';
import { killPrograms, liveEnvironment, seen, startProgram } from './harness/liveProgram.ts';
import { versionsUnderTest } from './harness/mlflowVersions.ts';

const programs = fileURLToPath(new URL('programs', import.meta.url));
const program = (name: string): string => join(programs, name);
/** `-X dev -W error`: whatever Python could complain about, it does. */
const strict = ['-X', 'dev', '-W', 'error'] as const;

let receiver: ReceiverProcess;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-live-'));
});

afterEach(async () => {
  killPrograms();
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(versionsUnderTest(['2.22.5', '3.5.1', '3.17.2']))('MLflow $name', (version) => {
  it('shows where a program stands, with inputs and lines, and then one whole trace', async () => {
    const go = join(folder, 'go');
    const command = [await version.python(), program('live_agent.py'), go] as const;
    const { exited, output } = startProgram(receiver.url, command, { folder });
    const { span: tool, whole } = await seen(receiver, 'look_up', ({ inputs }) => inputs !== null);
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
    const { whole: done } = await seen(receiver, 'agent', ({ outputs }) => outputs !== null);
    expect(await receiver.traces()).toHaveLength(1);
    expect(done.trace).toMatchObject({ status: 'ok', requestId: whole.trace.requestId });
    expect(done.trace.process?.command).toContain('live_agent.py');
    expect(done.spans.map(({ name, status, outputs }) => [name, status, outputs])).toEqual([
      ['agent', 'ok', 'sunny in Paris'],
      ['look_up', 'ok', 'sunny in Paris'],
    ]);
    expect(done.spans.map(({ source }) => source?.basis)).toEqual(['recorded', 'recorded']);
    expect(done.spans.map(({ thread }) => thread?.name)).toEqual(['MainThread', 'MainThread']);
  });

  it('shows what a stream has given out so far, and in which run and test', async () => {
    const [more, end] = [join(folder, 'more'), join(folder, 'end')];
    const env = {
      SIDETRACE_RUN: '{"id": "s7", "kind": "debug", "label": "Python: stream"}',
      PYTEST_CURRENT_TEST: 'test_a.py::test_b (call)',
    };
    const command = [await version.python(), program('live_stream.py'), more, end] as const;
    const { exited, output } = startProgram(receiver.url, command, { folder, env });
    const numbersTo = (count: number) => Array.from({ length: count }, (_, number) => `${number} `).join('');
    await seen(receiver, 'chat', (chat) => textOf(chat) === numbersTo(300));
    await writeFile(more, '');
    const numbers = numbersTo(600);
    const { span, whole } = await seen(receiver, 'chat', (chat) => textOf(chat) === numbers);
    expect(span).toMatchObject({
      status: 'running',
      chat: { messages: [{ role: 'user' }, { role: 'assistant' }] },
    });
    expect(span.outputs).toMatchObject({ choices: [{ message: { content: numbers } }] });
    const run = { id: 's7', kind: 'debug', label: 'Python: stream' };
    expect(whole.trace).toMatchObject({ run, test: 'test_a.py::test_b' });
    await writeFile(end, '');
    expect(await exited, output()).toBe(0);
    const done = await seen(receiver, 'own', ({ status }) => status === 'ok');
    expect(done.span.outputs).toEqual(['a', { b: 1 }]);
    expect(done.whole.trace.run).toEqual(run);
    const { whole: ended } = await seen(receiver, 'chat', ({ status }) => status === 'ok');
    expect(ended.trace).toMatchObject({ run, test: 'test_a.py::test_b' });
  });

  it('shows inputs of all that is open while a debugger stands in the innermost function', async () => {
    const file = program('live_agent.py');
    const go = join(folder, 'go');
    await writeFile(go, '');
    const debugged = await debugUntilBreakpoint({
      debugpy: await ensureLiveVenv(),
      python: await version.python(),
      file,
      args: [go],
      line: 12,
      env: liveEnvironment(receiver.url),
    });
    try {
      expect(debugged.frame).toMatchObject({ name: 'look_up', line: 12 });
      // One that Python did not start would be listed as "Dummy-4".
      expect(debugged.threads.filter((name) => /dummy/i.test(name))).toEqual([]);
      const { span, whole } = await seen(receiver, 'look_up', ({ inputs }) => inputs !== null);
      const open = whole.spans.map(({ name, status, inputs }) => [name, status, inputs]);
      expect(open).toEqual([
        ['agent', 'running', { question: 'What is the weather?' }],
        ['look_up', 'running', { city: 'Paris' }],
      ]);
      const { standsAt } = (await seen(receiver, 'look_up', (one) => one.standsAt !== undefined)).span;
      expect(standsAt).toMatchObject({ file, line: 12, function: 'look_up' });
      await debugged.goOn();
      const { span: done } = await seen(receiver, 'look_up', ({ outputs }) => outputs !== null);
      expect(done).toMatchObject({ spanId: span.spanId, status: 'ok', outputs: 'sunny in Paris' });
    } finally {
      debugged.stop();
    }
  });

  it('links the traces of threads with the spans that started them', async () => {
    const command = [await version.python(), program('live_threads.py')] as const;
    const { exited, output } = startProgram(receiver.url, command, { folder });
    expect(await exited, output()).toBe(0);
    const { whole } = await seen(receiver, 'outer', ({ endNs }) => endNs !== undefined);
    const names = new Map(whole.spans.map(({ spanId, name }) => [spanId, name]));
    const traces = await receiver.traces();
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

it('tells all that OpenTelemetry knows of a span, without an exporter', async () => {
  const go = join(folder, 'go');
  const command = [await ensureLiveVenv(), ...strict, program('live_plain.py'), go] as const;
  const { exited, output } = startProgram(receiver.url, command, { folder });
  const { span } = await seen(receiver, 'block', ({ attributes }) => attributes.first === 1);
  expect(span).toMatchObject({ status: 'running', scope: { name: 'app', version: '1.2' } });
  expect(span.events).toMatchObject([{ name: 'heard', attributes: { how: 'Infinity' } }]);
  expect(span.source).toMatchObject({ file: program('live_plain.py'), line: 16 });
  await writeFile(`${go}1`, '');
  await seen(receiver, 'block', ({ attributes }) => attributes.first === 2);
  const { span: standing } = await seen(receiver, 'block', ({ standsAt }) => standsAt !== undefined);
  expect(standing.standsAt).toMatchObject({ file: program('live_plain.py'), line: 28, function: 'wait' });
  await writeFile(`${go}2`, '');
  expect([await exited, output()]).toEqual([0, 'in block\n']);
  const { span: failed, whole } = await seen(receiver, 'block', ({ status }) => status === 'error');
  expect(failed).toMatchObject({ attributes: { first: 2, second: ['a', 'b'] } });
  expect(failed.exceptions).toMatchObject([{ type: 'ValueError', message: 'no luck' }]);
  expect(failed.standsAt).toBeUndefined();
  expect(whole.spans.map(({ name, source }) => [name, source?.line, source?.callSite?.line])).toEqual([
    ['decorated', 14, 32],
    ['block', 16, 16],
  ]);
});

it('shows the functions of the SDKs that stand on OpenTelemetry’s while they run, with inputs and lines', async () => {
  const file = program('live_sdks.py');
  const go = join(folder, 'go-');
  const env = { OTEL_TRACES_EXPORTER: 'none' };
  const { exited, output } = startProgram(receiver.url, [await ensureLiveSdksVenv(), file, go], {
    folder,
    env,
  });
  const expected = [
    { sdk: 'logfire', name: 'of logfire', line: 32 },
    { sdk: 'langfuse', name: 'of langfuse', line: 38 },
    { sdk: 'openinference', name: 'of openinference', line: 44 },
    { sdk: 'traceloop', name: 'of traceloop.workflow', line: 50 },
  ] as const;
  for (const { sdk, name, line } of expected) {
    const { span } = await seen(receiver, name, ({ inputs, attributes }) =>
      JSON.stringify([inputs, attributes]).includes('asked'),
    );
    expect(span).toMatchObject({ status: 'running', outputs: null });
    expect(span.source).toMatchObject({ file, line, function: `of_${sdk}`, callSite: { line: 57 } });
    await writeFile(go + sdk, '');
    const done = await seen(receiver, name, ({ endNs }) => endNs !== undefined);
    expect(done.span).toMatchObject({ spanId: span.spanId, source: { line } });
    // Logfire records no results of functions.
    if (sdk !== 'logfire') {
      const { outputs, attributes } = done.span;
      expect(JSON.stringify([outputs, attributes]), sdk).toContain('answered asked');
    }
  }
  expect(await exited, output()).toBe(0);
  expect((await receiver.traces()).map(({ spans }) => spans.map(({ name }) => name))).toEqual(
    expected.map(({ name }) => [name]),
  );
});

it('ends the open spans of a program that was killed, and names the last one', async () => {
  const command = [await ensureLiveVenv(), program('live_plain.py'), join(folder, 'never')] as const;
  const { child, exited } = startProgram(receiver.url, command, { folder });
  await seen(receiver, 'block', ({ standsAt }) => standsAt !== undefined);
  child.kill('SIGKILL');
  await exited;
  const { whole } = await seen(receiver, 'block', ({ status }) => status === 'aborted');
  expect(whole.trace.status).toBe('aborted');
  expect(whole.spans.map(({ status, statusMessage }) => [status, statusMessage])).toEqual([
    ['aborted', 'The program was killed or crashed in “block”, at live_plain.py:28.'],
    ['aborted', 'The program was killed or crashed here, at live_plain.py:28.'],
  ]);
});

it('says so where a program ends by itself with spans open', async () => {
  const code =
    'from opentelemetry.sdk.trace import TracerProvider\nTracerProvider().get_tracer("app").start_span("left open")';
  const { exited, output } = startProgram(receiver.url, [await ensureLiveVenv(), ...strict, '-c', code], {
    folder,
  });
  expect([await exited, output()]).toEqual([0, '']);
  const { span } = await seen(receiver, 'left open', ({ status }) => status === 'aborted');
  expect(span.statusMessage).toBe('The program ended here.');
});

it('sees the spans of child processes, however they are started', async () => {
  const command = [await ensureLiveVenv(), ...strict, program('live_processes.py')] as const;
  const { exited, output } = startProgram(receiver.url, command, { folder });
  expect([await exited, output()]).toEqual([0, '']);
  await seen(receiver, 'parent', ({ endNs }) => endNs !== undefined);
  const spans = (await receiver.traces()).flatMap(({ trace, spans: all }) =>
    all.map(({ name, status, attributes }) => ({ trace, name, status, pid: attributes.pid })),
  );
  expect(spans.filter(({ status }) => status !== 'unset')).toEqual([]);
  const ways = ['fork', 'spawn', 'forkserver'].flatMap((way) => [way, `${way} pool`]);
  expect(spans.map(({ name }) => name).toSorted()).toEqual([...ways, 'os.fork', 'parent'].toSorted());
  expect(new Set(spans.map(({ trace }) => trace.run?.id)).size).toBe(1);
  // A trace of its own begins where the context was not inherited; its process is the one that made it.
  const spawned = spans.filter(({ name }) => /^(spawn|forkserver)/.test(name));
  expect(spawned.map(({ trace }) => trace.process?.pid)).toEqual(spawned.map(({ pid }) => pid));
});

it('knows the cell of a notebook, also where work goes to a thread', async () => {
  const command = [await ensureLiveVenv(), program('live_kernel.py')] as const;
  const { exited, output } = startProgram(receiver.url, command, { folder });
  expect(await exited, output()).toBe(0);
  await seen(receiver, 'work', ({ endNs, source }) => endNs !== undefined && source?.callSite === undefined);
  const traces = await receiver.traces();
  const places = traces.flatMap(({ spans }) => spans.map(({ source }) => source?.candidates[0]));
  const file = expect.stringMatching(/[\\/]ipykernel_\d+[\\/]\d+\.py$/);
  const place = { file, line: 1, function: 'work', cellId: 'function', basis: 'recorded' };
  expect(places).toEqual([place, place]);
  const runs = traces.map(({ trace }) => trace.run);
  expect(runs.map((run) => `${run?.kind} ${run?.label}`).toSorted()).toEqual([
    'notebook Cell [3]',
    'notebook Cell [4]',
  ]);
  expect(new Set(runs.map((run) => run?.id.split('/')[0])).size).toBe(1);
});

it('tells a receiver that comes back of everything that still runs', async () => {
  const go = join(folder, 'go');
  const command = [await ensureLiveVenv(), ...strict, program('live_plain.py'), go] as const;
  const { exited, output } = startProgram(receiver.url, command, { folder });
  await seen(receiver, 'block', ({ attributes }) => attributes.first === 1);
  await receiver.stop();
  receiver = await startReceiver(receiver.port);
  const { whole } = await seen(receiver, 'block', ({ attributes }) => attributes.first === 1);
  expect(whole.spans.map(({ name, status }) => [name, status])).toEqual([
    ['decorated', 'running'],
    ['block', 'running'],
  ]);
  await receiver.stop();
  await writeFile(`${go}1`, '');
  receiver = await startReceiver(receiver.port);
  await seen(receiver, 'block', ({ attributes, status }) => attributes.first === 2 && status === 'running');
  await writeFile(`${go}2`, '');
  expect([await exited, output()]).toEqual([0, 'in block\n']);
});

const make = `from opentelemetry.sdk.trace import TracerProvider
with TracerProvider().get_tracer("app").start_as_current_span("made"): pass`;
const noExporters = ['--traces_exporter', 'none', '--metrics_exporter', 'none', '--logs_exporter', 'none'];

it.each<[string, (python: string) => readonly [string, ...string[]]]>([
  ['gevent', (python) => [python, '-c', `from gevent import monkey; monkey.patch_all()\n${make}`]],
  [
    'a clock that stands still',
    (python) => [
      python,
      '-c',
      `from freezegun import freeze_time; freeze_time("2026-01-01").start()\n${make}`,
    ],
  ],
  [
    'opentelemetry-instrument, which starts Python anew',
    (python) => [join(dirname(python), 'opentelemetry-instrument'), ...noExporters, python, '-c', make],
  ],
])('sees spans beside %s', async (_, command) => {
  const { exited, output } = startProgram(receiver.url, command(await ensureLiveVenv()), { folder });
  expect(await exited, output()).toBe(0);
  await seen(receiver, 'made', ({ endNs }) => endNs !== undefined);
});

it('the workers of pytest-xdist are one run, whose traces name their tests', async () => {
  const made = make.replaceAll('\n', '\n    ');
  await writeFile(join(folder, 'test_it.py'), `def test_one():\n    ${made}\ndef test_two():\n    ${made}\n`);
  const python = await ensureLiveVenv();
  const command = [python, '-m', 'pytest', '-q', '-n2', '-p', 'no:cacheprovider', 'test_it.py'] as const;
  const { exited, output } = startProgram(receiver.url, command, { folder });
  expect(await exited, output()).toBe(0);
  const traces = await vi.waitFor(
    async () => {
      const found = await receiver.traces();
      expect(found.map(({ trace }) => trace.status)).toEqual(['ok', 'ok']);
      return found;
    },
    { timeout: 30_000 },
  );
  const [first, second] = traces.map(({ trace }) => trace);
  expect(first?.run).toMatchObject({ kind: 'test', label: 'pytest' });
  expect(second?.run).toEqual(first?.run);
  expect([first?.test, second?.test].toSorted()).toEqual(['test_it.py::test_one', 'test_it.py::test_two']);
});

/** The text of the last message. */
function textOf({ chat }: Span): string {
  return (chat?.messages.at(-1)?.content ?? [])
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('');
}
