import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest';
import { ensureVenv } from '../../scripts/setup/python.ts';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { killPrograms, liveEnvironment, seen, startProgram } from './harness/liveProgram.ts';
import { findPython, missing, oldPythons, pythonsOfHelper } from './harness/pythons.ts';

const program = (name: string): string => fileURLToPath(new URL(`programs/${name}`, import.meta.url));
let receiver: ReceiverProcess;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'sidetrace-pythons-')));
});

afterEach(async () => {
  killPrograms();
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A Python of that line; where this machine has none, the test says so and ends as skipped. */
async function pythonOf(line: string, context: TestContext): Promise<string> {
  return (await findPython(line)) ?? context.skip(missing(line));
}

describe.each(oldPythons)('Python %s', (line) => {
  it('starts as ever, without the helper and without a word', async (context) => {
    const python = await pythonOf(line, context);
    const code = "import sys; print('_sidetrace_boot' in sys.modules, 'sitecustomize' in sys.modules)";
    // Its own first words are kept from it: what it says of its own library when it is strict is none of ours.
    const said = await printed([python, '-W', 'error', '-c', code]);
    expect(said).toBe(line === '2.7' ? '(False, True)\n' : 'False True\n');
  });

  it('still runs the sitecustomize of the user', async (context) => {
    const python = await pythonOf(line, context);
    const own = join(folder, 'own');
    await mkdir(own);
    await writeFile(join(own, 'sitecustomize.py'), "print('of the user')\n");
    const path = `${liveEnvironment(receiver.url).PYTHONPATH}${delimiter}${own}`;
    expect(await printed([python, '-c', "print('runs')"], { PYTHONPATH: path })).toBe('of the user\nruns\n');
  });
});

describe.each(pythonsOfHelper)('Python %s', (line) => {
  it('tells the spans of a program and of all processes that it starts, without a word', async (context) => {
    const base = await pythonOf(line, context);
    const python = await ensureVenv(`otel-python-${line}`, ['opentelemetry-sdk'], undefined, base);
    // Python 3.8's own development mode breaks in the child of a fork beside any thread.
    const strict = line === '3.8' ? ['-W', 'error'] : ['-X', 'dev', '-W', 'error'];
    expect(await printed([python, ...strict, program('live_processes.py')])).toBe('');
    await seen(receiver, 'parent', ({ endNs }) => endNs !== undefined);
    const spans = (await receiver.traces()).flatMap((trace) => trace.spans);
    const ways = ['fork', 'spawn', 'forkserver'].flatMap((way) => [way, `${way} pool`]);
    expect(spans.map(({ name }) => name).toSorted()).toEqual([...ways, 'os.fork', 'parent'].toSorted());
    expect(spans.filter(({ status }) => status !== 'unset')).toEqual([]);
    expect(new Set(spans.map(({ source }) => source?.file))).toEqual(new Set([program('live_processes.py')]));
  });

  it('starts as ever where it reads no environment or no site', async (context) => {
    const python = await pythonOf(line, context);
    const code = "import sys; print('_sidetrace_boot' in sys.modules)";
    for (const flag of ['-S', '-E', '-I']) {
      expect(await printed([python, flag, '-W', 'error', '-c', code]), flag).toBe('False\n');
    }
    expect(await printed([python, '-W', 'error', '-c', code])).toBe('True\n');
  });
});

async function printed(
  command: readonly [string, ...string[]],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { exited, output } = startProgram(receiver.url, command, { folder, env });
  expect(await exited, output()).toBe(0);
  return output();
}
