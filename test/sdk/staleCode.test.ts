import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askReceiver, awaitCodeStates } from './harness/codeStates.ts';
import { type ReceiverProcess, startReceiver } from './harness/commandLine.ts';
import { killPrograms, seen, startProgram } from './harness/liveProgram.ts';
import { versionsNamed } from './harness/mlflowVersions.ts';

const program = fileURLToPath(new URL('programs/stale_agent.py', import.meta.url));

let receiver: ReceiverProcess;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-stale-'));
});

afterEach(async () => {
  killPrograms();
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(versionsNamed(['2.22.5', '3.17.2', 'tracing-3.17.2']))('MLflow $name', (version) => {
  it('knows what ran, also of a file that is edited while the program runs', async () => {
    const file = join(folder, 'agent.py');
    const text = await readFile(program, 'utf8');
    await writeFile(file, text);
    const go = join(folder, 'go');
    const { exited, output } = startProgram(receiver.url, [await version.python(), file, go], { folder });
    await seen(receiver, 'first', ({ status }) => status === 'ok');
    await awaitCodeStates(receiver, { first: 'same', outside: 'same' });
    const edited = `# one more line\n${text.replace('x + 1', 'x + 100').replace('first(1)', 'first(2)')}`;
    await writeFile(file, edited);
    await writeFile(go, '');
    expect(await exited, output()).toBe(0);
    await seen(receiver, 'outside', ({ status }) => status === 'ok');
    await awaitCodeStates(receiver, {
      first: 'changed',
      outside: 'changed',
      second: 'moved',
      block: 'moved',
    });
    const { span } = await seen(receiver, 'first');
    const { ran } = await askReceiver(receiver, 'ranText', span);
    expect(ran).toMatchObject({ file, name: 'first', text: edited.replace('x + 100', 'x + 1') });
  });
});
