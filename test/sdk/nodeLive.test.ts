import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { killPrograms, liveEnvironment, seen, startProgram } from './harness/liveProgram.ts';
import { createNodeFolder, type NodeFolder } from './harness/nodeFolder.ts';
import { debugNodeUntilBreakpoint } from './harness/nodeInspector.ts';
import { nodeOf, nodesUnderTest } from './harness/nodeVersions.ts';

const packageSets = ['otel1', 'otel2'] as const;
const cases = nodesUnderTest().flatMap((version) => packageSets.map((packages) => ({ version, packages })));

describe.each(cases)('Node $version, $packages', ({ version, packages }) => {
  let node: string;
  let receiver: ReceiverProcess;
  let folder: NodeFolder;
  let go: string;

  beforeEach(async () => {
    node = await nodeOf(version);
    receiver = await startReceiver();
    folder = await createNodeFolder(packages);
    go = folder.file('go');
  });

  afterEach(async () => {
    killPrograms();
    await receiver.stop();
    await folder.remove();
  });

  it.each([
    ['agent.cjs', 19, 33],
    ['agent.mjs', 18, 32],
  ])(
    'shows where %s stands, with its line, and then one whole trace without any exporter',
    async (name, line, callLine) => {
      const file = folder.file(name);
      const { exited, output } = startProgram(receiver.url, [node, file, go], { folder: folder.path });
      const { span, whole } = await seen(receiver, 'look_up', ({ attributes }) => attributes.first === 1);
      expect(span).toMatchObject({
        status: 'running',
        inputs: 'Paris',
        scope: { name: 'app', version: '1.2' },
      });
      expect(span.source).toMatchObject({ file, line, function: 'lookUp', basis: 'recorded' });
      expect(span.thread).toEqual({ id: 0, name: 'main' });
      const agent = whole.spans.find(({ spanId }) => spanId === span.parentId);
      expect(agent).toMatchObject({ name: 'agent', status: 'running', inputs: 'What is the weather?' });
      expect(agent?.source).toMatchObject({ file, line: callLine, function: 'agent' });
      expect(whole.trace).toMatchObject({ status: 'running', run: { kind: 'external' } });
      await seen(receiver, 'look_up', ({ events }) => events.length === 1);
      await writeFile(go, '');
      const { whole: done } = await seen(receiver, 'agent', ({ endNs }) => endNs !== undefined);
      await writeFile(`${go}.end`, '');
      expect([await exited, output()]).toEqual([0, '']);
      expect(await receiver.traces()).toHaveLength(1);
      expect(done.trace.process?.command).toContain(name);
      expect(done.spans.map((one) => [one.name, one.status])).toEqual([
        ['agent', 'unset'],
        ['looked_up', 'error'],
      ]);
      expect(done.spans[0]).toMatchObject({ outputs: 'sunny' });
      expect(done.spans[1]).toMatchObject({
        statusMessage: 'not found',
        attributes: { first: 2, list: ['a', 'b'], half: 0.5, sure: true },
        events: [{ name: 'heard', attributes: { how: 'well' } }, { name: 'exception' }],
        exceptions: [{ type: 'TypeError', message: 'no luck' }],
        source: { line },
      });
    },
  );

  it('says on which line a span began that does not go on', async () => {
    const file = folder.file('agent.cjs');
    startProgram(receiver.url, [node, file, go], { folder: folder.path });
    const { span, whole } = await seen(receiver, 'look_up', ({ standsAt }) => standsAt !== undefined);
    expect(span).toMatchObject({ status: 'running', standsAt: { file, line: 19 } });
    expect(whole.spans.find(({ name }) => name === 'agent')?.standsAt).toBeUndefined();
  });

  it('tells what a program did that ends at once, also where its debugger has to let our thread go', async () => {
    const file = folder.file('short.cjs');
    await writeFile(
      file,
      `const name = 'short';
const { BasicTracerProvider } = require('@opentelemetry/sdk-trace-base');
const tracer = new BasicTracerProvider().getTracer('app');
tracer.startSpan(name).end();
`,
    );
    const env = liveEnvironment(receiver.url);
    const stopped = await debugNodeUntilBreakpoint({ node, file, args: [], line: 2, env });
    try {
      expect(await stopped.goOn()).toBe(0);
      await seen(receiver, 'short', ({ status }) => status === 'unset');
    } finally {
      stopped.stop();
    }
  });

  it('shows all that is open while a debugger stands in the innermost function', async () => {
    await writeFile(go, '');
    const file = folder.file('agent.cjs');
    const env = liveEnvironment(receiver.url);
    const stopped = await debugNodeUntilBreakpoint({ node, file, args: [go], line: 21, env });
    try {
      expect(stopped.frame.line).toBe(21);
      const { whole } = await seen(receiver, 'look_up', ({ attributes }) => attributes.first === 1);
      expect(whole.spans.map(({ name, status, inputs }) => [name, status, inputs])).toEqual([
        ['agent', 'running', 'What is the weather?'],
        ['look_up', 'running', 'Paris'],
      ]);
      expect(stopped.threads()).toEqual([expect.stringContaining('sidetrace')]);
      const exited = stopped.goOn();
      await seen(receiver, 'agent', ({ outputs, endNs }) => outputs === 'sunny' && endNs !== undefined);
      await writeFile(`${go}.end`, '');
      expect(await exited).toBe(0);
    } finally {
      stopped.stop();
    }
  });
});
