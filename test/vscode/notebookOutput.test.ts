import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureExamplesVenv } from '../../scripts/setup/examples.ts';
import { sidetraceVsix, useWorkbench } from './harness/useWorkbench.ts';

const programTimeoutMs = 90_000;
const source = `import mlflow

@mlflow.trace
def child(x):
    return x + 1

@mlflow.trace
def parent(x):
    return child(x) * 2

parent(20)
mlflow.flush_trace_async_logging()
mlflow.get_trace(mlflow.get_last_active_trace_id())`;

const workbench = useWorkbench(async () => {
  const workspace = await mkdtemp(join(tmpdir(), 'st-notebook-'));
  const cell = { cell_type: 'code', execution_count: null, metadata: {}, outputs: [], source };
  const kernelspec = { name: 'python3', language: 'python', display_name: 'Python 3' };
  const notebook = { nbformat: 4, nbformat_minor: 4, metadata: { kernelspec }, cells: [cell] };
  await writeFile(join(workspace, 'app.ipynb'), JSON.stringify(notebook));
  return {
    workspace,
    extensions: [sidetraceVsix],
    path: [dirname(await ensureExamplesVenv())],
    settings: {
      'sidetrace.port': 0,
      'sidetrace.alsoListenOnOtlpPort': false,
      'sidetrace.showOnFirstTrace': false,
    },
  };
});

it("shows the trace in MLflow's own output below the cell", async () => {
  await workbench()
    .statusBarItem(/Sidetrace :\d+/)
    .waitFor({ timeout: 60_000 });
  const command = 'jupyter execute --inplace app.ipynb';
  expect(await workbench().terminal.runToEnd(command, programTimeoutMs)).toBe(0);
  const written = await readFile(join(workbench().server.workspace, 'app.ipynb'), 'utf8');
  expect(written).toContain('notebook-trace-renderer');
  await workbench().evaluate(async (vscode) => {
    await vscode.commands.executeCommand('workbench.action.closePanel');
    const [file] = await vscode.workspace.findFiles('*.ipynb');
    await vscode.commands.executeCommand('vscode.openWith', file, 'jupyter-notebook');
  }, undefined);
  const frame = await workbench().webviewFrame('.embedded-foot');
  await frame.getByRole('treeitem', { name: 'child' }).click();
  await frame.getByRole('tabpanel').getByText('20', { exact: true }).waitFor();
  expect(await frame.getByRole('treeitem').count()).toBe(2);
  await workbench().screenshot('notebook-output');
});
