import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ResultOf } from '../../protocol/messages/requests.ts';
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
    await knows({ first: 'same', outside: 'same' });
    const edited = `# one more line\n${text.replace('x + 1', 'x + 100').replace('first(1)', 'first(2)')}`;
    await writeFile(file, edited);
    await writeFile(go, '');
    expect(await exited, output()).toBe(0);
    await seen(receiver, 'outside', ({ status }) => status === 'ok');
    await knows({ first: 'changed', outside: 'changed', second: 'moved', block: 'moved' });
    const { span } = await seen(receiver, 'first');
    const { ran } = await ask('ranText', span);
    expect(ran).toMatchObject({ file, name: 'first', text: edited.replace('x + 100', 'x + 1') });
  });
});

/** What the SDK sends may come before what the helper tells of it. */
function knows(expected: Readonly<Record<string, string>>): Promise<void> {
  const look = async (): Promise<void> => expect(await states()).toEqual(expected);
  return vi.waitFor(look, { timeout: 30_000, interval: 30 });
}

/** What became of the code of each span, by its name. */
async function states(): Promise<Readonly<Record<string, string | undefined>>> {
  const spans = (await receiver.traces()).flatMap((whole) => whole.spans);
  const found = spans.map(async (span) => [span.name, (await ask('resolveSource', span)).code] as const);
  return Object.fromEntries(await Promise.all(found));
}

async function ask<N extends 'resolveSource' | 'ranText'>(
  name: N,
  { traceId, spanId }: { readonly traceId: string; readonly spanId: string },
): Promise<ResultOf<N>> {
  const response = await fetch(`${receiver.url}/api/request`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, params: { traceId, spanId } }),
  });
  return ((await response.json()) as { readonly ok: ResultOf<N> }).ok;
}
