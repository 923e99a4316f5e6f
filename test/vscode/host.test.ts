import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { ensureExamplesVenv, examplesDir } from '../../scripts/setup/examples.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;
const statusPattern = /Sidetrace :(\d+) · (\d+)/;
/** One more than the restarts that the extension makes by itself. */
const crashesUntilGivenUp = 5;

const workbench = useWorkbench(async () => ({
  workspace: examplesDir,
  extensions: [sidetraceVsix],
  path: [dirname(await ensureExamplesVenv())],
  settings: { 'sidetrace.port': 0, 'sidetrace.alsoListenOnOtlpPort': false },
}));

it('opens the panel beside the code at the first trace, and leaves the keyboard where it is', async () => {
  await workbench().openFile('quickstart.py', 1);
  await workbench().statusBarItem(statusPattern).waitFor({ timeout: 60_000 });
  expect(await workbench().terminal.runToEnd('python quickstart.py', programTimeoutMs)).toBe(0);
  const panel = new TracesPanel(workbench());
  await panel.waitForTraces(6);
  const groups = workbench().page.locator('.editor-group-container');
  expect(await groups.nth(0).locator('.tab.active').getAttribute('data-resource-name')).toBe('quickstart.py');
  expect(await groups.nth(1).locator('.tab.active').textContent()).toContain('Traces');
  await workbench().terminal.run('echo still here');
  await workbench().terminal.waitForText(/^still here/m);
  await workbench().screenshot('beside');
});

it('opens the line of a span in the column of the code, and keeps the panel in sight', async () => {
  const panel = new TracesPanel(workbench());
  await panel.selectTrace(5);
  await panel.clickSpan('minus_1');
  await (await panel.details()).getByRole('button', { name: /^quickstart\.py:/ }).click();
  await workbench().waitForCursor({ file: 'quickstart.py', line: 26 });
  expect(await workbench().page.locator('.editor-group-container').count()).toBe(2);
  expect(await (await panel.rows()).count()).toBe(3);
});

it('brings a cleared list back', async () => {
  const panel = new TracesPanel(workbench());
  await workbench().palette('Sidetrace: Clear Traces');
  await panel.waitForTraces(0);
  const toast = workbench().page.locator('.notification-toast', { hasText: '6 traces cleared' });
  await toast.getByRole('button', { name: 'Undo' }).click();
  await panel.waitForTraces(6);
});

it('shows its menu from the status bar and leaves new terminals alone when told so', async () => {
  await workbench().statusBarItem(statusPattern).click();
  const row = workbench().page.getByText('Leave Programs Alone', { exact: true });
  await row.waitFor();
  await workbench().screenshot('menu');
  await row.click();
  await poll(async () => ((await terminalsOn()) ? undefined : true), { what: 'the setting to be off' });
  await workbench().palette('Terminal: Create New Terminal');
  await workbench().terminal.run('echo "uri=[$MLFLOW_TRACKING_URI]"');
  await workbench().terminal.waitForText(/^uri=\[\]/m);
  await workbench().updateSettings({ 'sidetrace.environment.enabled': true });
});

it('shows the same span after VS Code reloads the window', async () => {
  const panel = new TracesPanel(workbench());
  const port = await portShown();
  await workbench().reload();
  await panel.waitForTraces(6);
  await (await panel.details()).getByRole('heading', { name: 'minus_1' }).waitFor();
  expect(await portShown()).toBe(port);
});

it('gives up on a server that keeps dying, says so, and starts it again on request', async () => {
  const port = await portShown();
  for (let crash = 1; crash <= crashesUntilGivenUp; crash += 1) {
    const { pid } = await poll(() => health(port), { what: 'an answer of the server' });
    process.kill(pid, 'SIGKILL');
    await poll(async () => ((await health(port))?.pid === pid ? undefined : true), { what: 'its end' });
  }
  const toast = workbench().page.locator('.notification-toast', {
    hasText: 'The Sidetrace server ended 5 times',
  });
  await toast.waitFor();
  await workbench()
    .statusBarItem(/^\s*Sidetrace\s*$/)
    .waitFor();
  await workbench().screenshot('given-up');
  await toast.getByRole('button', { name: 'Restart Server' }).click();
  expect(await portShown()).toBe(port);
  await new TracesPanel(workbench()).waitForTraces(6);
});

function terminalsOn(): Promise<unknown> {
  return workbench().evaluate(
    (vscode) => vscode.workspace.getConfiguration('sidetrace').get('environment.enabled'),
    undefined,
  );
}

async function portShown(): Promise<number> {
  const item = workbench().statusBarItem(statusPattern);
  await item.waitFor({ timeout: 60_000 });
  return Number(statusPattern.exec((await item.textContent()) ?? '')?.[1]);
}

async function health(port: number): Promise<{ readonly pid: number } | undefined> {
  try {
    return (await (await fetch(`http://127.0.0.1:${port}/api/health`)).json()) as { readonly pid: number };
  } catch (error) {
    // Refused or reset: no server at the moment.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
