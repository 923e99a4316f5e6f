import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';
import { sendTrace } from './pages/sampleTraces.ts';
import { TracesPanel } from './pages/TracesPanel.ts';

const statusPattern = /Sidetrace :(\d+)/;
const service = 'import mlflow\n\n\ndef run():\n    with mlflow.start_span("shared"):\n        pass\n';
const route = `import { tool } from 'ai';

export const tools = {
  roll_dice: tool({ execute: async () => 4 }),
};
`;

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-links-'));
  for (const folder of ['billing', 'search', 'generated']) {
    await mkdir(join(workspace, folder));
    await writeFile(join(workspace, folder, 'service.py'), service);
  }
  await writeFile(join(workspace, '.gitignore'), 'generated/\n');
  await writeFile(join(workspace, 'route.ts'), route);
  const cell = {
    cell_type: 'code',
    execution_count: null,
    metadata: {},
    outputs: [],
    source: 'import mlflow',
  };
  const kernelspec = { name: 'python3', language: 'python', display_name: 'Python 3' };
  const notebook = { nbformat: 4, nbformat_minor: 4, metadata: { kernelspec }, cells: [cell] };
  await writeFile(join(workspace, 'notes.ipynb'), JSON.stringify(notebook));
  return {
    workspace,
    extensions: [sidetraceVsix],
    settings: { 'sidetrace.port': 0, 'sidetrace.alsoListenOnOtlpPort': false },
  };
});

it('opens one of two equal places and offers both, but none that git ignores', async () => {
  const panel = new TracesPanel(workbench());
  await panel.open();
  await send();
  await panel.waitForTraces(1);
  await panel.clickSpan('shared');
  const places = (await panel.details()).getByRole('list', { name: 'Several places fit. Open:' });
  await places.waitFor();
  await workbench().waitForVisibleLine({ file: 'service.py', line: 5 });
  await workbench().screenshot('links-choose');
  expect(await places.getByRole('button').allTextContents()).toEqual([
    'billing/service.py:5',
    'search/service.py:5',
  ]);
  await places.getByRole('button', { name: 'search/' }).click();
  await workbench().waitForCursor({ file: 'service.py', line: 5 });
  const opened = await workbench().evaluate(
    async (vscode) => vscode.window.activeTextEditor?.document.uri.path,
    undefined,
  );
  expect(opened).toContain('/search/service.py');
});

it('opens a tool in TypeScript', async () => {
  await new TracesPanel(workbench()).clickSpan('ai.toolCall');
  await workbench().waitForVisibleLine({ file: 'route.ts', line: 4 });
});

it('opens a cell as it is in the editor, also when it was never saved', async () => {
  await workbench().evaluate(async (vscode) => {
    const [file] = await vscode.workspace.findFiles('*.ipynb');
    const notebook = await vscode.workspace.openNotebookDocument(file!);
    await vscode.window.showNotebookDocument(notebook, { viewColumn: vscode.ViewColumn.Two });
    const text = '%pip list\n@mlflow.trace\ndef draft(): pass';
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, text, 'python');
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(1, [cell])]);
    await vscode.workspace.applyEdit(edit);
  }, undefined);
  const panel = new TracesPanel(workbench());
  await panel.clickSpan('draft');
  await (await panel.details()).getByRole('button', { name: /notes\.ipynb cell 2:3/ }).waitFor();
  await workbench().waitForVisibleCell({ file: 'notes.ipynb', text: 'def draft()' });
  await workbench().screenshot('links-cell');
});

async function send(): Promise<void> {
  const item = workbench().statusBarItem(statusPattern);
  await item.waitFor({ timeout: 60_000 });
  const port = Number(statusPattern.exec((await item.textContent()) ?? '')?.[1]);
  await sendTrace(port, {
    number: 1,
    startMs: Date.now(),
    spans: [
      { name: 'root', at: 0, took: 90 },
      { name: 'shared', parent: 0, at: 1, took: 9 },
      {
        name: 'ai.toolCall',
        kind: 'TOOL',
        parent: 0,
        at: 20,
        took: 9,
        attributes: { 'ai.toolCall.name': 'roll_dice' },
      },
      { name: 'draft', parent: 0, at: 40, took: 9 },
    ],
  });
}
