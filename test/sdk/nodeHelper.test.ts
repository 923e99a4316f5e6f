import { cp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { environmentFor } from '../../protocol/environment.ts';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { killPrograms, type RunningProgram, seen, startProgram } from './harness/liveProgram.ts';
import { createNodeFolder, type NodeFolder } from './harness/nodeFolder.ts';

const shipped = fileURLToPath(new URL('../../dist/node', import.meta.url));
const provider =
  "const { BasicTracerProvider, AlwaysOffSampler } = require('@opentelemetry/sdk-trace-base');";
const make = `${provider} const tracer = new BasicTracerProvider().getTracer('app');`;

let receiver: ReceiverProcess;
let folder: NodeFolder;
let go: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await createNodeFolder('otel2');
  go = folder.file('go');
});

afterEach(async () => {
  killPrograms();
  await receiver.stop();
  await folder.remove();
});

function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  url = receiver.url,
): RunningProgram {
  return startProgram(url, [process.execPath, ...args], { folder: folder.path, env });
}

it('sees threads and child processes, as one run', async () => {
  const { exited, output } = start([folder.file('family.cjs'), go]);
  const members = ['parent', 'thread', 'child'];
  const open = await Promise.all(members.map((name) => seen(receiver, name)));
  expect(new Set(open.map(({ whole }) => whole.trace.run?.id)).size).toBe(1);
  expect(open.map(({ whole }) => whole.trace.process?.pid)).toEqual(
    open.map(({ span }) => span.attributes.pid),
  );
  expect(open.map(({ span }) => span.thread?.name)).toEqual([
    'main',
    expect.stringMatching(/^worker \d/),
    'main',
  ]);
  await writeFile(go, '');
  for (const name of members) await seen(receiver, name, ({ status }) => status === 'unset');
  await writeFile(`${go}.end`, '');
  expect([await exited, output()]).toEqual([0, '']);
});

it('ends the open spans of a program that was killed, and of one that ended by itself', async () => {
  const killed = start([folder.file('agent.cjs'), go]);
  await seen(receiver, 'look_up');
  killed.child.kill('SIGKILL');
  await killed.exited;
  const { span } = await seen(receiver, 'look_up', ({ status }) => status === 'aborted');
  expect(span.statusMessage).toBe('The program was killed or crashed here, at agent.cjs:19.');
  const wait = `setInterval(() => require('node:fs').existsSync(${JSON.stringify(go)}) && process.exit(7), 20)`;
  const ended = start(['-e', `${make} tracer.startSpan('left open'); ${wait}`]);
  await seen(receiver, 'left open');
  await writeFile(go, '');
  expect([await ended.exited, ended.output()]).toEqual([7, '']);
  const { span: left } = await seen(receiver, 'left open', ({ status }) => status === 'aborted');
  expect(left.statusMessage).toBe('The program ended here.');
});

it('tells a receiver that comes back of everything that still runs', async () => {
  const { exited, output } = start([folder.file('agent.mjs'), go]);
  await seen(receiver, 'look_up', ({ attributes }) => attributes.first === 1);
  await receiver.stop();
  receiver = await startReceiver(receiver.port);
  const { whole } = await seen(receiver, 'look_up', ({ attributes }) => attributes.first === 1);
  expect(whole.spans.map(({ name, status }) => [name, status])).toEqual([
    ['agent', 'running'],
    ['look_up', 'running'],
  ]);
  await writeFile(go, '');
  await seen(receiver, 'agent', ({ outputs, endNs }) => outputs === 'sunny' && endNs !== undefined);
  await writeFile(`${go}.end`, '');
  expect([await exited, output()]).toEqual([0, '']);
});

it('tells a text that was cut while its span ran whole when it ends', async () => {
  const long = "'x'.repeat(100_000)";
  const wait = `setInterval(() => require('node:fs').existsSync(${JSON.stringify(go)}) && span.isRecording() && span.end(), 20)`;
  start(['-e', `${make} const span = tracer.startSpan('long', { attributes: { long: ${long} } }); ${wait}`]);
  const { span } = await seen(receiver, 'long');
  expect(span.attributes.long).toMatch(/^x{65536}… \[Sidetrace shows the first 65536 of 100000 characters]$/);
  await writeFile(go, '');
  const { span: done } = await seen(receiver, 'long', ({ status }) => status === 'unset');
  expect(done.attributes.long).toBe('x'.repeat(100_000));
});

it('leaves out what is sampled out', async () => {
  const off =
    "new BasicTracerProvider({ sampler: new AlwaysOffSampler() }).getTracer('app').startSpan('off').end();";
  start(['-e', `${make} ${off} tracer.startSpan('on'); setInterval(() => 0, 1000)`]);
  await seen(receiver, 'on');
  expect((await receiver.traces()).flatMap(({ spans }) => spans.map(({ name }) => name))).toEqual(['on']);
});

it('sees an SDK in a bundle, which registers itself', async () => {
  const outfile = folder.file('bundle.cjs');
  await build({
    entryPoints: [folder.file('agent.cjs')],
    bundle: true,
    platform: 'node',
    outfile,
    logLevel: 'error',
  });
  await rm(folder.file('node_modules'));
  start([outfile, go]);
  const { span } = await seen(receiver, 'look_up', ({ attributes }) => attributes.first === 1);
  expect(span.source).toMatchObject({ file: outfile, function: 'lookUp' });
});

it('tells the line that a person wrote, where source maps are on', async () => {
  const outfile = folder.file('typed.mjs');
  await build({
    entryPoints: [folder.file('typed.ts')],
    outfile,
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  start(['--enable-source-maps', outfile]);
  const { span } = await seen(receiver, 'typed');
  expect(span.source).toMatchObject({ file: folder.file('typed.ts'), line: 15, function: 'ask' });
});

it('sees the Vercel AI SDK at work, called from the line of the user', async () => {
  start([folder.file('generate.mjs')]);
  const { whole } = await seen(receiver, 'ai.generateText', ({ endNs }) => endNs !== undefined);
  expect(whole.spans.map(({ name }) => name)).toEqual(['ai.generateText', 'ai.generateText.doGenerate']);
  expect(whole.spans[0]?.source).toMatchObject({
    file: folder.file('generate.mjs'),
    line: 23,
    function: 'answer',
  });
  expect(whole.spans[1]?.attributes).toMatchObject({ 'gen_ai.request.model': 'mock-1' });
});

it.each(['away', 'hanging'])('is silent where the receiver is %s', async (how) => {
  const server = createServer((socket) => void socket.resume().on('error', () => undefined));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  if (how === 'away') await new Promise((done) => server.close(done));
  await writeFile(go, '');
  await writeFile(`${go}.end`, '');
  const { exited, output } = start([folder.file('agent.cjs'), go], {}, `http://127.0.0.1:${port}`);
  expect([await exited, output()]).toEqual([0, '']);
  server.close();
});

it("keeps the user's options and finds its way through spaces and quotes in the path", async () => {
  const odd = folder.file('a "b" c');
  await cp(shipped, odd, { recursive: true });
  const existing = { NODE_OPTIONS: '--title=mine' };
  const nodeHelper = { bootstrap: `${odd}/bootstrap.cjs`, helper: `${odd}/helper.cjs` };
  const { append } = environmentFor({ url: receiver.url, nodeHelper, existing });
  const env = {
    NODE_OPTIONS: `${existing.NODE_OPTIONS} ${append.NODE_OPTIONS}`,
    SIDETRACE_NODE: nodeHelper.helper,
  };
  const { output } = start(
    ['-e', `${make} tracer.startSpan('odd'); console.log(process.title); setInterval(() => 0, 1000)`],
    env,
  );
  await seen(receiver, 'odd');
  expect(output()).toBe('mine\n');
});

it('starts Node as ever where the helper is gone', async () => {
  const { exited, output } = start(['-e', `${make} console.log('runs')`], {
    SIDETRACE_NODE: folder.file('gone.cjs'),
    SIDETRACE_DEBUG: '',
  });
  expect([await exited, output()]).toEqual([0, 'runs\n']);
});

it("leaves the program's end and its errors as they are", async () => {
  const { exited, output } = start([
    '-e',
    `${make} tracer.startSpan('failed'); throw new Error('of the user')`,
  ]);
  expect(await exited).toBe(1);
  expect(output()).toContain('Error: of the user');
  expect(output()).not.toMatch(/sidetrace/i);
});

it("sees the spans of Node's own tests", async () => {
  const text = `${make} require('node:test')('t', () => tracer.startSpan('tested'));
    setInterval(() => require('node:fs').existsSync(${JSON.stringify(go)}) && process.exit(), 20);`;
  await writeFile(folder.file('it.test.cjs'), text);
  const { exited, output } = start(['--test', 'it.test.cjs']);
  await seen(receiver, 'tested');
  await writeFile(go, '');
  expect(await exited, output()).toBe(0);
});
