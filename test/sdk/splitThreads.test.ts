import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Trace } from '../../protocol/model/trace.ts';
import { type Client, connectClient, listening } from '../../server/language/testing/connectClient.ts';
import { PythonFile } from '../../server/language/testing/pythonFile.ts';
import { ensureOpenTelemetryVenv } from './harness/environments.ts';
import { killPrograms, startProgram } from './harness/liveProgram.ts';
import { isSince, versionsUnderTest } from './harness/mlflowVersions.ts';

const program = new URL('programs/split_threads.py', import.meta.url);

let folder: string;
let client: Client;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-threads-'));
  client = await connectClient(folder);
  ({ url } = await listening(client));
});

afterEach(async () => {
  killPrograms();
  await client.close();
  await rm(folder, { recursive: true, force: true });
});

const sdks = [
  ...versionsUnderTest(['3.5.1', '3.17.2']).map((version) => ({
    name: `MLflow ${version.name}`,
    sdk: 'mlflow',
    python: version.python,
    keepsOwnContext: isSince(version, [3, 9]),
  })),
  { name: 'OpenTelemetry', sdk: 'otel', python: ensureOpenTelemetryVenv, keepsOwnContext: false },
];

/** 4 by `submit`, 3 by `map`, 4 by `Thread`, one each by `run_in_executor` and with `attach` by `submit`. */
const calls = 13;
const printed = '[1, 2, 3, 4, 10, 11, 12, 20, 30, 40, 41, 43, 50]\n';

it.each(sdks)('$name: the quick fixes make one trace of many', async ({ sdk, python, keepsOwnContext }) => {
  const file = new PythonFile(client, join(folder, 'program.py'), await readFile(program, 'utf8'));
  await file.open();
  const command = [await python(), file.path, sdk] as const;
  await run(command);
  // What attaches stays in the trace, but for an MLflow that has a context of its own.
  const attached = keepsOwnContext ? 0 : 1;
  expect(await seen(1 + calls - attached)).toContainEqual(
    expect.objectContaining({ spanCount: 1 + attached }),
  );
  const lineOf = (text: string): number => file.text.slice(0, file.text.indexOf(text)).split('\n').length;
  const began = (text: string, count: string): string =>
    `${lineOf(text)}: ${count} of ${count === '1 call began a trace' ? 'its' : 'their'} own: a thread has no tracing context.`;
  const attach = expect.stringMatching(`^${lineOf('context.attach(')}: From MLflow 3.9 on`);
  await file.marked(
    ...(keepsOwnContext ? [attach] : []),
    began('pool.submit(\n', '4 calls began traces'),
    began('pool.map(', '3 calls began traces'),
    ...(keepsOwnContext ? [began('pool.submit(attached', '1 call began a trace')] : []),
    // One line starts three, which are shown one after the other.
    began('threading.Thread(', '3 calls began traces'),
    began('threading.Thread(target=collect, kwargs', '1 call began a trace'),
    began('.run_in_executor(', '1 call began a trace'),
  );
  expect(await mend(file)).toBe(8 - attached);
  await file.marked();
  file.save();
  await client.rpc.sendRequest('sidetrace/ask', { name: 'deleteTraces', params: { traceIds: 'all' } });
  await run(command);
  expect(await seen(1)).toMatchObject([{ name: 'agent', status: 'ok', spanCount: 1 + calls }]);
});

async function run(command: readonly [string, ...string[]]): Promise<void> {
  const { exited, output } = startProgram(url, command, { folder });
  expect([await exited, output()]).toEqual([0, expect.stringContaining(printed)]);
}

/** Resolves with the traces, once there are so many and all have ended. */
function seen(count: number): Promise<readonly Trace[]> {
  return vi.waitFor(
    async () => {
      const response = await fetch(`${url}/api/traces?limit=100`);
      const { traces } = (await response.json()) as { readonly traces: readonly Trace[] };
      expect(traces.map(({ status }) => status)).toEqual(Array(count).fill('ok'));
      return traces;
    },
    { timeout: 60_000, interval: 50 },
  );
}

/** Takes every fix that the light bulb offers, from the first line to the last; resolves with their number. */
async function mend(file: PythonFile): Promise<number> {
  let fixes = 0;
  for (let line = 1; line <= file.text.split('\n').length; ) {
    const [fix] = await file.actions(line);
    if (fix?.edit === undefined) {
      line += 1;
      continue;
    }
    await file.apply(fix);
    fixes += 1;
  }
  return fixes;
}
