import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ensureOpenTelemetryVenv } from '../sdk/harness/environments.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

/** Ends with the exit code that it is given; `kill`: by a signal. */
const program = `import os
import signal
import sys

from opentelemetry.sdk.trace import TracerProvider

tracer = TracerProvider().get_tracer("ends")
with tracer.start_as_current_span("work"):
    pass
if sys.argv[1] == "kill":
    input()
    os.kill(os.getpid(), signal.SIGKILL)
sys.exit(int(sys.argv[1]))
`;

let folder = '';
const workbench = useWorkbench(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-ends-'));
  await writeFile(join(folder, 'ends.py'), program);
  return {
    workspace: folder,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureOpenTelemetryVenv())],
    settings: {
      'sidetrace.port': 0,
      'sidetrace.alsoListenOnOtlpPort': false,
      // It tells the exit codes; it does so only for a shell without arguments of the user's.
      'terminal.integrated.shellIntegration.enabled': true,
      'terminal.integrated.profiles.linux': { bash: { path: 'bash' } },
    },
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const newestRun = async () => (await new TracesPanel(workbench()).frame()).locator('.run-row').first();

it('says with which exit code the program of a run ended', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor({ timeout: 60_000 });
  await workbench().terminal.run('python ends.py 3');
  const failed = (await newestRun()).locator('.run-facts', { hasText: 'exit code 3' });
  await failed.waitFor({ timeout: 60_000 });
  await workbench().terminal.run('python ends.py 0');
  await expect
    .poll(async () => (await newestRun()).getAttribute('title'), { timeout: 60_000 })
    .toContain('ended · exit code 0');
  expect(await (await newestRun()).locator('.run-facts').textContent()).not.toContain('exit code');
});

it('says that a program still runs, and that it was killed', async () => {
  await workbench().terminal.run('python ends.py kill');
  await expect
    .poll(async () => (await newestRun()).getAttribute('title'), { timeout: 60_000 })
    .toContain('still runs, traces nothing now');
  await workbench().screenshot('run-still-runs');
  await workbench().terminal.run('');
  const killed = (await newestRun()).locator('.run-facts', { hasText: 'exit code 137' });
  await killed.waitFor({ timeout: 60_000 });
  await workbench().screenshot('run-ended');
});
