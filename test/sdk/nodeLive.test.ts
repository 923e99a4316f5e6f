import { cp, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureNodePackages } from '../../scripts/setup/nodePackages.ts';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { killPrograms, liveEnvironment, seen, startProgram } from './harness/liveProgram.ts';
import { debugNodeUntilBreakpoint } from './harness/nodeInspector.ts';

const here = fileURLToPath(new URL('node', import.meta.url));
const node = process.execPath;

let receiver: ReceiverProcess;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  // As Node names it, and with a space in it.
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sidetrace node-')));
  await cp(join(here, 'programs'), folder, { recursive: true });
});

afterEach(async () => {
  killPrograms();
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

async function usePackages(name: 'otel1' | 'otel2'): Promise<void> {
  const packages = await ensureNodePackages(join(here, name));
  await symlink(join(packages, 'node_modules'), join(folder, 'node_modules'), 'junction');
}

const program = (name: string): string => join(folder, name);

describe.each(['otel1', 'otel2'] as const)('%s', (packages) => {
  it.each([
    ['agent.cjs', 18, 32],
    ['agent.mjs', 17, 31],
  ])(
    'shows where %s stands, with its line, and then one whole trace without any exporter',
    async (name, line, callLine) => {
      await usePackages(packages);
      const go = join(folder, 'go');
      const { exited, output } = startProgram(receiver.url, [node, program(name), go], { folder });
      const { span, whole } = await seen(receiver, 'look_up', ({ attributes }) => attributes.first === 1);
      expect(span).toMatchObject({
        status: 'running',
        inputs: 'Paris',
        scope: { name: 'app', version: '1.2' },
      });
      expect(span.source).toMatchObject({ file: program(name), line, function: 'lookUp', basis: 'recorded' });
      expect(span.events).toMatchObject([{ name: 'heard', attributes: { how: 'well' } }]);
      expect(span.thread).toEqual({ id: 0, name: 'main' });
      const agent = whole.spans.find(({ spanId }) => spanId === span.parentId);
      expect(agent).toMatchObject({ name: 'agent', status: 'running', inputs: 'What is the weather?' });
      expect(agent?.source).toMatchObject({ file: program(name), line: callLine, function: 'agent' });
      expect(whole.trace).toMatchObject({ status: 'running', run: { kind: 'external' } });
      await writeFile(go, '');
      expect([await exited, output()]).toEqual([0, '']);
      const { whole: done } = await seen(receiver, 'agent', ({ endNs }) => endNs !== undefined);
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
        exceptions: [{ type: 'TypeError', message: 'no luck' }],
        source: { line },
      });
    },
  );

  it('shows all that is open while a debugger stands in the innermost function', async () => {
    await usePackages(packages);
    const go = join(folder, 'go');
    await writeFile(go, '');
    const file = program('agent.cjs');
    const env = liveEnvironment(receiver.url);
    const stopped = await debugNodeUntilBreakpoint({ node, file, args: [go], line: 20, env });
    try {
      expect(stopped.frame.line).toBe(20);
      const { whole } = await seen(receiver, 'look_up', ({ attributes }) => attributes.first === 1);
      expect(whole.spans.map(({ name, status, inputs }) => [name, status, inputs])).toEqual([
        ['agent', 'running', 'What is the weather?'],
        ['look_up', 'running', 'Paris'],
      ]);
      expect(await stopped.goOn()).toBe(0);
      await seen(receiver, 'agent', ({ outputs }) => outputs === 'sunny');
    } finally {
      stopped.stop();
    }
  });
});
