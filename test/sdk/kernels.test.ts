import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lateStartCode } from '../../extension/kernels/lateStart.ts';
import { applyEnvironment, environmentFor, offeredVariables } from '../../protocol/environment.ts';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { type ReceiverProcess, runAsIs, startReceiver } from './harness/commandLine.ts';
import { seen } from './harness/liveProgram.ts';

const helperDir = fileURLToPath(new URL('../../python', import.meta.url));
const program = fileURLToPath(new URL('programs/kernel_cells.py', import.meta.url));

let receiver: ReceiverProcess;
let folder: string;

beforeEach(async () => {
  receiver = await startReceiver();
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-kernel-'));
});
afterEach(async () => {
  await receiver.stop();
  await rm(folder, { recursive: true, force: true });
});

const traced = `import mlflow
@mlflow.trace
def work(x):
    return x + 1`;

const environment = () => environmentFor({ url: receiver.url, helperDir, existing: {} });

/** Runs cells in a kernel that is started with these variables; resolves with what they print. */
async function runCells(
  cells: readonly string[],
  variables: Readonly<Record<string, unknown>>,
): Promise<string> {
  const given = JSON.stringify({ environment: variables, cells });
  return runAsIs({ python: await ensureExamplesVenv(), args: [program, given], folder });
}

it('traces a kernel that starts with the offer in its environment', async () => {
  const offered = applyEnvironment({}, offeredVariables(environment()), ':');
  await runCells([traced, 'work(1)'], offered);
  const { whole } = await seen(receiver, 'work', ({ outputs }) => outputs === 2);
  expect(whole.trace).toMatchObject({ status: 'ok', run: { kind: 'notebook' } });
});

it('traces a kernel that runs already, also where it has traced elsewhere before', async () => {
  const late = lateStartCode(helperDir, environment());
  const store = { MLFLOW_ALLOW_FILE_STORE: 'true' };
  expect(await runCells([traced, 'work(1)', late, late, 'work(2)'], store)).toContain('started\nrunning\n');
  const { whole } = await seen(receiver, 'work', ({ outputs }) => outputs === 3);
  expect(whole.trace).toMatchObject({ status: 'ok', run: { kind: 'notebook' } });
  expect(await receiver.traces()).toHaveLength(1);
});
