import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { startReceiver } from './harness/commandLine.ts';
import { ensureLiveSdksVenv, ensureLiveVenv } from './harness/environments.ts';
import { seen, startProgram } from './harness/liveProgram.ts';
import { setUpLiveTests } from './harness/liveTest.ts';

/** `-X dev -W error`: whatever Python could complain about, it does. */
const strict = ['-X', 'dev', '-W', 'error'] as const;

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));

const live = setUpLiveTests();

it('tells all that OpenTelemetry knows of a span, without an exporter', async () => {
  const go = join(live.folder, 'go');
  const command = [await ensureLiveVenv(), ...strict, program('live_plain.py'), go] as const;
  const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder });
  const { span } = await seen(live.receiver, 'block', ({ attributes }) => attributes.first === 1);
  expect(span).toMatchObject({ status: 'running', scope: { name: 'app', version: '1.2' } });
  expect(span.events).toMatchObject([{ name: 'heard', attributes: { how: 'Infinity' } }]);
  expect(span.source).toMatchObject({ file: program('live_plain.py'), line: 16 });
  await writeFile(`${go}1`, '');
  await seen(live.receiver, 'block', ({ attributes }) => attributes.first === 2);
  const { span: standing } = await seen(live.receiver, 'block', ({ standsAt }) => standsAt !== undefined);
  expect(standing.standsAt).toMatchObject({ file: program('live_plain.py'), line: 28, function: 'wait' });
  await writeFile(`${go}2`, '');
  expect([await exited, output()]).toEqual([0, 'in block\n']);
  const { span: failed, whole } = await seen(live.receiver, 'block', ({ status }) => status === 'error');
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
  const go = join(live.folder, 'go-');
  const env = { OTEL_TRACES_EXPORTER: 'none' };
  const { exited, output } = startProgram(live.receiver.url, [await ensureLiveSdksVenv(), file, go], {
    folder: live.folder,
    env,
  });
  const expected = [
    { sdk: 'logfire', name: 'of logfire', line: 32 },
    { sdk: 'langfuse', name: 'of langfuse', line: 38 },
    { sdk: 'openinference', name: 'of openinference', line: 44 },
    { sdk: 'traceloop', name: 'of traceloop.workflow', line: 50 },
  ] as const;
  for (const { sdk, name, line } of expected) {
    const { span } = await seen(live.receiver, name, ({ inputs, attributes }) =>
      JSON.stringify([inputs, attributes]).includes('asked'),
    );
    expect(span).toMatchObject({ status: 'running', outputs: null });
    expect(span.source).toMatchObject({ file, line, function: `of_${sdk}`, callSite: { line: 57 } });
    await writeFile(go + sdk, '');
    const done = await seen(live.receiver, name, ({ endNs }) => endNs !== undefined);
    expect(done.span).toMatchObject({ spanId: span.spanId, source: { line } });
    // Logfire records no results of functions.
    if (sdk !== 'logfire') {
      const { outputs, attributes } = done.span;
      expect(JSON.stringify([outputs, attributes]), sdk).toContain('answered asked');
    }
  }
  expect(await exited, output()).toBe(0);
  expect((await live.receiver.traces()).map(({ spans }) => spans.map(({ name }) => name))).toEqual(
    expected.map(({ name }) => [name]),
  );
});

it('ends the open spans of a program that was killed, and names the last one', async () => {
  const command = [await ensureLiveVenv(), program('live_plain.py'), join(live.folder, 'never')] as const;
  const { child, exited } = startProgram(live.receiver.url, command, { folder: live.folder });
  await seen(live.receiver, 'block', ({ standsAt }) => standsAt !== undefined);
  child.kill('SIGKILL');
  await exited;
  const { whole } = await seen(live.receiver, 'block', ({ status }) => status === 'aborted');
  expect(whole.trace.status).toBe('aborted');
  expect(whole.spans.map(({ status, statusMessage }) => [status, statusMessage])).toEqual([
    ['aborted', 'The program was killed or crashed in “block”, at live_plain.py:28.'],
    ['aborted', 'The program was killed or crashed here, at live_plain.py:28.'],
  ]);
});

it('says so where a program ends by itself with spans open', async () => {
  const code =
    'from opentelemetry.sdk.trace import TracerProvider\nTracerProvider().get_tracer("app").start_span("left open")';
  const { exited, output } = startProgram(
    live.receiver.url,
    [await ensureLiveVenv(), ...strict, '-c', code],
    {
      folder: live.folder,
    },
  );
  expect([await exited, output()]).toEqual([0, '']);
  const { span } = await seen(live.receiver, 'left open', ({ status }) => status === 'aborted');
  expect(span.statusMessage).toBe('The program ended here.');
});

it('sees the spans of child processes, however they are started', async () => {
  const command = [await ensureLiveVenv(), ...strict, program('live_processes.py')] as const;
  const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder });
  expect([await exited, output()]).toEqual([0, '']);
  await seen(live.receiver, 'parent', ({ endNs }) => endNs !== undefined);
  const spans = (await live.receiver.traces()).flatMap(({ trace, spans: all }) =>
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
  const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder });
  expect(await exited, output()).toBe(0);
  await seen(
    live.receiver,
    'work',
    ({ endNs, source }) => endNs !== undefined && source?.callSite === undefined,
  );
  const traces = await live.receiver.traces();
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
  const go = join(live.folder, 'go');
  const command = [await ensureLiveVenv(), ...strict, program('live_plain.py'), go] as const;
  const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder });
  await seen(live.receiver, 'block', ({ attributes }) => attributes.first === 1);
  await live.receiver.stop();
  live.receiver = await startReceiver(live.receiver.port);
  const { whole } = await seen(live.receiver, 'block', ({ attributes }) => attributes.first === 1);
  expect(whole.spans.map(({ name, status }) => [name, status])).toEqual([
    ['decorated', 'running'],
    ['block', 'running'],
  ]);
  await live.receiver.stop();
  await writeFile(`${go}1`, '');
  live.receiver = await startReceiver(live.receiver.port);
  await seen(
    live.receiver,
    'block',
    ({ attributes, status }) => attributes.first === 2 && status === 'running',
  );
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
  const { exited, output } = startProgram(live.receiver.url, command(await ensureLiveVenv()), {
    folder: live.folder,
  });
  expect(await exited, output()).toBe(0);
  await seen(live.receiver, 'made', ({ endNs }) => endNs !== undefined);
});

it('the workers of pytest-xdist are one run, whose traces name their tests', async () => {
  const made = make.replaceAll('\n', '\n    ');
  await writeFile(
    join(live.folder, 'test_it.py'),
    `def test_one():\n    ${made}\ndef test_two():\n    ${made}\n`,
  );
  const python = await ensureLiveVenv();
  const command = [python, '-m', 'pytest', '-q', '-n2', '-p', 'no:cacheprovider', 'test_it.py'] as const;
  const { exited, output } = startProgram(live.receiver.url, command, { folder: live.folder });
  expect(await exited, output()).toBe(0);
  const traces = await vi.waitFor(
    async () => {
      const found = await live.receiver.traces();
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
