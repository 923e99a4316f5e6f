import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { freePort } from '../../scripts/setup/serve.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const programTimeoutMs = 90_000;
const named = await freePort();

/** As people write it: the address stands in the program. */
function program(port: number): string {
  return `import mlflow

mlflow.set_tracking_uri("http://localhost:${port}")


@mlflow.trace
def answer(question):
    return f"{question} 42"


print(answer("Why?"))
`;
}

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-named-'));
  await writeFile(join(workspace, 'app.py'), program(named));
  return {
    workspace,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureExamplesVenv())],
    settings: { 'sidetrace.port': 0, 'sidetrace.alsoListenOnOtlpPort': false },
  };
});

function toast(text: string) {
  return workbench().page.locator('.notification-toast', { hasText: text });
}

it('offers to listen where a program sends and nothing listens, and then receives its trace', async () => {
  const offer = toast(`app.py sends its traces to localhost:${named}, where nothing listens.`);
  await offer.waitFor({ timeout: 60_000 });
  await offer.getByRole('button', { name: 'Listen There' }).hover();
  await workbench().screenshot('named-offer');
  await offer.getByRole('button', { name: 'Listen There' }).click();
  await poll(async () => (await settingsText()).includes(String(named)) || undefined, {
    what: 'the workspace to remember it',
  });
  expect(await workbench().terminal.runToEnd('python app.py', programTimeoutMs)).toBe(0);
  const panel = new TracesPanel(workbench());
  await panel.waitForTraces(1);
  expect((await panel.tree())[0]?.name).toBe('answer');
  await workbench().screenshot('named-received');
});

it('still listens there after the window was opened anew, and stops from the menu', async () => {
  await workbench().reload();
  await poll(() => accepts(named), { what: 'the port to be open again' });
  await workbench()
    .statusBarItem(/Sidetrace :/)
    .click();
  await workbench().page.getByText(`Stop Listening on localhost:${named}`, { exact: true }).waitFor();
  await workbench().screenshot('named-menu');
  await workbench().page.getByText(`Stop Listening on localhost:${named}`, { exact: true }).click();
  await poll(async () => ((await accepts(named)) ? undefined : true), { what: 'the port to be free' });
  expect(await settingsText()).not.toContain(String(named));
});

it('asks about another address as it is typed, and not again once it was told not to', async () => {
  const other = await freePort();
  // Away from the status bar, whose tooltip would cover the toast.
  await workbench().openFile('app.py');
  await workbench().evaluate(async (vscode, text) => {
    const [file] = await vscode.workspace.findFiles('app.py');
    const document = await vscode.workspace.openTextDocument(file!);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    await vscode.workspace.applyEdit(edit);
  }, program(other));
  const offer = toast(`app.py sends its traces to localhost:${other}`);
  await offer.getByRole('button', { name: 'Not in This Workspace' }).click();
  await offer.waitFor({ state: 'detached' });
  await workbench()
    .statusBarItem(/Sidetrace :/)
    .click();
  await workbench().page.getByText(`Listen on localhost:${other} As Well`, { exact: true }).waitFor();
  await workbench().screenshot('named-menu-offer');
  await workbench().page.keyboard.press('Escape');
});

async function settingsText(): Promise<string> {
  const file = join(workbench().server.workspace, '.vscode', 'settings.json');
  return readFile(file, 'utf8').catch(() => '');
}

/** Undefined while nobody listens there. */
async function accepts(port: number): Promise<true | undefined> {
  const answered = await fetch(`http://localhost:${port}/health`).catch(() => undefined);
  return answered?.ok ? true : undefined;
}
