import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ensureOpenTelemetryVenv } from '../sdk/harness/environments.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

/** Line 11 is where it hangs, line 9 where the span begins. */
const program = (pidFile: string): string => `import os
import threading

from opentelemetry.sdk.trace import TracerProvider

tracer = TracerProvider().get_tracer("hang")

def fetch_weather(answered):
    with tracer.start_as_current_span("fetch_weather"):
        print("asked", flush=True)
        answered.wait(600)

with open(${JSON.stringify(pidFile)}, "w") as file:
    file.write(str(os.getpid()))
with tracer.start_as_current_span("plan_day"):
    fetch_weather(threading.Event())
`;
const waits = /^Waiting in fetch_weather for (\d\d s|\d min \d\d s), at hang\.py:11$/;
const died = 'The process was killed or crashed while fetch_weather ran, at hang.py:11';

let folder = '';
/** The workspace is a copy of the folder. */
const pidFile = (): string => join(folder, '..', `${basename(folder)}.pid`);
const kill = async (): Promise<boolean> => process.kill(Number(await readFile(pidFile(), 'utf8')), 'SIGKILL');
const workbench = useWorkbench(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sidetrace-verdicts-'));
  await writeFile(join(folder, 'hang.py'), program(pidFile()));
  return {
    workspace: folder,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureOpenTelemetryVenv())],
    settings: { 'sidetrace.port': 0, 'sidetrace.alsoListenOnOtlpPort': false },
  };
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rm(pidFile(), { force: true });
});

it('says where a program hangs, and goes to that line', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor({ timeout: 60_000 });
  await workbench().terminal.run('python hang.py');
  const line = (await new TracesPanel(workbench()).frame()).locator('.verdict');
  await line.waitFor({ timeout: 60_000 });
  expect(await line.textContent()).toMatch(waits);
  await workbench().screenshot('verdict-waiting');
  await line.getByRole('button', { name: 'hang.py:11' }).click();
  await workbench().waitForCursor({ file: 'hang.py', line: 11 });
});

it('says in which span a killed program was, and goes to the line where it stood', async () => {
  await workbench().openFile('hang.py', 1);
  await kill();
  const line = (await new TracesPanel(workbench()).frame()).locator('.tree > .verdict', {
    hasText: 'killed',
  });
  await line.waitFor({ timeout: 60_000 });
  expect(await line.textContent()).toBe(died);
  const run = (await new TracesPanel(workbench()).frame()).locator('.run-facts', {
    hasText: 'killed or crashed',
  });
  await run.waitFor({ timeout: 60_000 });
  await workbench().screenshot('verdict-killed');
  await line.getByRole('button', { name: 'hang.py:11' }).click();
  await workbench().waitForCursor({ file: 'hang.py', line: 11 });
});

it('says why a program makes no spans', async () => {
  await workbench().terminal.run('OTEL_SDK_DISABLED=true python hang.py');
  const notice = (await new TracesPanel(workbench()).frame()).locator('.notice');
  await notice.waitFor({ timeout: 60_000 });
  expect(await notice.textContent()).toMatch(
    /^hang\.py \(pid \d+\) makes no spans: OTEL_SDK_DISABLED switches tracing off\. /,
  );
  await workbench().screenshot('verdict-no-spans');
  await notice.getByRole('button', { name: 'Close' }).click();
  await poll(async () => ((await notice.count()) === 0 ? true : undefined), {
    what: 'the notice to be gone',
  });
  await kill();
});

it('takes that back when the program makes spans after all', async () => {
  const notice = (await new TracesPanel(workbench()).frame()).locator('.notice');
  const gone = () => poll(async () => ((await notice.count()) === 0 ? true : undefined), { what: 'none' });
  await workbench().terminal.run('OTEL_TRACES_SAMPLER=always_off python hang.py');
  await notice.waitFor({ timeout: 60_000 });
  await workbench().screenshot('verdict-sampled-out');
  await kill();
  await workbench().terminal.run('python hang.py');
  await gone();
  await kill();
});
