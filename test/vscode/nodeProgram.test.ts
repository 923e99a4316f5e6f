import { utimes, writeFile } from 'node:fs/promises';
import { afterAll, expect, it } from 'vitest';
import { createNodeFolder, type NodeFolder } from '../sdk/harness/nodeFolder.ts';
import { poll } from './harness/poll.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const waitMs = 60_000;

let folder: NodeFolder;
const workbench = useWorkbench(async () => {
  folder = await createNodeFolder('otel2');
  const hourAgo = Date.now() / 1000 - 3600;
  await utimes(folder.file('agent.cjs'), hourAgo, hourAgo);
  return { workspace: folder.path, extensions: [sidetraceVsix], settings: { 'sidetrace.port': 0 } };
});

afterAll(() => folder.remove());

it('shows the spans of a Node program while the debugger stands in the innermost function', async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor();
  const [program, go] = [folder.file('agent.cjs'), folder.file('go')];
  await writeFile(go, '');
  await workbench().openFile('agent.cjs', 21);
  await workbench().evaluate(
    async (vscode, launch) => {
      const place = new vscode.Location(vscode.Uri.file(launch.program), new vscode.Position(20, 0));
      vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(place)]);
      const configuration = { name: 'Agent', type: 'node', request: 'launch', ...launch };
      await vscode.debug.startDebugging(vscode.workspace.workspaceFolders?.[0], configuration);
    },
    { program, args: [go] },
  );
  const isStopped = () =>
    workbench().evaluate(({ debug }) => 'frameId' in (debug.activeStackItem ?? {}) || undefined, undefined);
  await poll(isStopped, { what: 'the program to stop', timeoutMs: waitMs });
  await workbench()
    .statusBarItem(/Sidetrace :\d+ · 1/)
    .waitFor({ timeout: waitMs });
  const panel = new TracesPanel(workbench());
  await panel.open();
  await (await panel.traces()).first().click();
  const rows = await panel.rows();
  await rows.filter({ hasText: 'look_up' }).first().waitFor({ timeout: waitMs });
  expect(await rows.locator('.pulse').count()).toBeGreaterThan(0);
  await workbench().screenshot('node-breakpoint');
  await workbench().evaluate(
    (vscode) => vscode.commands.executeCommand('workbench.action.debug.continue'),
    undefined,
  );
  await rows.filter({ hasText: 'looked_up' }).first().waitFor({ timeout: waitMs });
  await panel.waitForTraces(1, waitMs);
  await writeFile(`${go}.end`, '');
});

it('says that the code of a span changed since it ran', async () => {
  await workbench().evaluate(async (vscode) => {
    const document = vscode.window.visibleTextEditors.find(({ document: { fileName } }) =>
      fileName.endsWith('agent.cjs'),
    )?.document;
    if (!document) throw new Error('agent.cjs is not shown');
    const at = document.positionAt(document.getText().indexOf("'sunny'") + 1);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, at, 'very ');
    await vscode.workspace.applyEdit(edit);
  }, undefined);
  const panel = new TracesPanel(workbench());
  await panel.clickSpan('agent');
  const details = await panel.details();
  await details.getByRole('button', { name: 'agent.cjs:33' }).waitFor();
  expect(await details.getByText('Code changed since this run').count()).toBe(0);
  await panel.clickSpan('looked_up');
  await details.getByText('Code changed since this run').waitFor({ timeout: waitMs });
  await details.getByRole('button', { name: 'Show diff' }).click();
  await workbench()
    .page.locator('.monaco-diff-editor .line-insert')
    .first()
    .waitFor({ state: 'attached', timeout: waitMs });
  await workbench().screenshot('node-stale-diff');
});

it('gives Node programs in a terminal the helper', async () => {
  const { terminal } = workbench();
  await terminal.run(
    `node -p 'process.env.NODE_OPTIONS.includes("bootstrap.cjs") ? "it " + "has it" : "none"'`,
  );
  await terminal.waitForText(/it has it/, waitMs);
});
