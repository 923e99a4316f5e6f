import { readFile, utimes, writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { askReceiver, awaitCodeStates } from './harness/codeStates.ts';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { killPrograms, seen, startProgram } from './harness/liveProgram.ts';
import { createNodeFolder, type NodeFolder } from './harness/nodeFolder.ts';

let receiver: ReceiverProcess;
let folder: NodeFolder;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await createNodeFolder('otel2');
});

afterEach(async () => {
  killPrograms();
  await receiver.stop();
  await folder.remove();
});

/** As if it had been written an hour ago, or the minutes before. */
async function isOld(file: string, minutes = 60): Promise<void> {
  const seconds = Date.now() / 1000 - 60 * minutes;
  await utimes(file, seconds, seconds);
}

it.each(['agent.cjs', 'agent.mjs'])(
  'knows what ran of %s, also of a file that is edited while the program runs',
  async (name) => {
    const file = folder.file(name);
    await isOld(file);
    const text = await readFile(file, 'utf8');
    const go = folder.file('go');
    const { exited, output } = startProgram(receiver.url, [process.execPath, file, go], {
      folder: folder.path,
    });
    await seen(receiver, 'look_up');
    await awaitCodeStates(receiver, { agent: 'same', look_up: 'same' });
    const edited = `// one more line\n${text.replace("'sunny'", "'rainy'")}`;
    await writeFile(file, edited);
    await awaitCodeStates(receiver, { agent: 'moved', look_up: 'changed' });
    const { span } = await seen(receiver, 'look_up');
    const { ran } = await askReceiver(receiver, 'ranText', span);
    expect(ran).toMatchObject({ file, name: 'look_up', text: edited.replace("'rainy'", "'sunny'") });
    await writeFile(go, '');
    await writeFile(`${go}.end`, '');
    expect([await exited, output()]).toEqual([0, '']);
    await awaitCodeStates(receiver, { agent: 'moved', looked_up: 'changed' });
  },
);

it('knows what ran of TypeScript that was compiled, unless it was edited after that', async () => {
  const file = folder.file('typed.ts');
  const outfile = folder.file('typed.mjs');
  await build({
    entryPoints: [file],
    outfile,
    format: 'esm',
    sourcemap: 'inline',
    logLevel: 'error',
  });
  await isOld(outfile, 30);
  const run = () =>
    startProgram(receiver.url, [process.execPath, '--enable-source-maps', outfile], {
      folder: folder.path,
    });
  await isOld(file);
  run();
  await seen(receiver, 'typed');
  await awaitCodeStates(receiver, { typed: 'same' });
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace("'sunny'", "'rainy'"));
  await awaitCodeStates(receiver, { typed: 'changed' });
  const [before] = await receiver.traces();
  run();
  const traces = await seenTraces(2);
  const later = traces.find(({ trace }) => trace.traceId !== before?.trace.traceId)?.spans[0];
  expect(later && (await askReceiver(receiver, 'resolveSource', later))).not.toHaveProperty('code');
});

async function seenTraces(count: number) {
  return expect
    .poll(() => receiver.traces(), { timeout: 30_000 })
    .toHaveLength(count)
    .then(() => receiver.traces());
}
